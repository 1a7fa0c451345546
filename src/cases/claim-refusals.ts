import { civilDayOf, minutesOfDayAt } from '../domain/civil-day';
import { UserError } from '../errors';
import type { DeferReason, Refused, SupersededWhy } from './claim-answer';

const DEFERRED: Record<DeferReason, [zh: string, en: string]> = {
  FRESHNESS: ['收款数据过旧，请先核到账', 'receipts are not booked far enough: have them booked first'],
  PAUSED: ['本楼栋或本户已暂停联系', 'contacts are paused here'],
  PERSON_HELD: ['同一业主有未答复的异议或丧病', 'the same person has a complaint or a bereavement'],
  COMMAND_PENDING: ['刚登记的暂停尚在处理', 'a hold that was just recorded is being placed'],
  RELEASE_DAY: ['尚未到放行的日期', 'it is released for a later day'],
  WINDOW: ['现在不在可联系时段', 'the channel is not open now'],
  ADDRESS_IN_DOUBT: ['同一号码有一条消息尚在核实', 'a message to the same number is in doubt'],
  PROVIDER: ['通道停用中', 'the provider is stopped'],
  TEXT: ['所用文本尚未经第二人批准启用', 'no text for it was approved by a second person'],
  PER_DAY: ['今天已联系过', 'one contact a day is made already'],
  PER_7_DAYS: ['本周联系次数已满', 'the contacts of these 7 days are used up'],
  PER_30_DAYS: ['30 天内联系次数已满', 'the contacts of these 30 days are used up'],
  AUTOMATIC_SPACING: ['两次自动联系间隔不足', 'automatic contacts are spaced further apart'],
  ATTEMPTS_PER_DAY: ['该号码今天已拨打到上限', 'this number was tried often enough today'],
  ATTEMPTS_PER_7_DAYS: ['该号码本周已拨打到上限', 'this number was tried often enough in 7 days'],
  ATTEMPTS_PER_30_DAYS: ['该号码本月已拨打到上限', 'this number was tried often enough in 30 days'],
  FORMAL_PER_30_DAYS: ['30 天内已正式送达一次', 'one formal service in 30 days is made already'],
};

const SUPERSEDED: Record<SupersededWhy, [zh: string, en: string]> = {
  NOT_PENDING: ['这项工作已不在计划中', 'this is not planned any more'],
  NO_RESEND: ['前一条未证实遗失，不再发送', 'the first one is not known to be lost'],
  CASE_CLOSED: ['案件已结', 'the case is closed'],
  ACCOUNT_MERGED: ['该户已并入另一户', 'the account was joined to another'],
  BELOW_MINIMUM: ['欠费低于起催额', 'what is owed is below the minimum'],
  OTHER_CHANNEL: ['改由其他渠道联系', 'another channel takes over'],
  CARE: ['关怀户，由主管致电', 'a household with a care mark: the supervisor calls'],
  NO_THANKS: ['不再发送感谢', 'no thanks are sent'],
  TOO_LATE: ['提醒的日子已过', 'the day of the reminder is past'],
};

/** Why a person may not contact now, in his language, with when he may. */
export function claimRefusal(refused: Refused, zone: string): UserError {
  switch (refused.kind) {
    case 'NOTHING_OWED':
      return new UserError('NOTHING_OWED', '已缴清或只余容差，不再联系', 'nothing is owed: no contact', 409);
    case 'HELD':
      return new UserError('HELD', '案件暂停中，不能联系', 'the case is held: no contact', 409, {
        holdIds: refused.holdIds,
      });
    case 'AWAITING_RELEASE':
      return new UserError('AWAITING_RELEASE', '等待放行，不能联系', 'its wave is not released yet', 409, {
        waveId: refused.waveId,
      });
    case 'NO_CHANNEL':
      return new UserError('NO_CHANNEL', '没有可用的号码或地址', 'no address can be used', 409);
    case 'SUPERSEDED': {
      const [zh, en] = SUPERSEDED[refused.why];
      return new UserError(refused.why, zh, en, 409);
    }
    case 'DEFERRED': {
      const [zh, en] = DEFERRED[refused.reason];
      const when = clockText(refused.until, zone);
      return new UserError(
        refused.reason,
        `${zh}；下一可联系时刻 ${when}`,
        `${en}; next possible at ${when}`,
        409,
        { until: new Date(refused.until).toISOString(), ref: refused.ref },
      );
    }
    default: {
      const never: never = refused;
      throw new Error(`unknown answer of the claim: ${JSON.stringify(never)}`);
    }
  }
}

/** `2026-11-25 09:30` on the community's clock */
function clockText(at: number, zone: string): string {
  const minutes = minutesOfDayAt(at, zone);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${civilDayOf(at, zone)} ${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
