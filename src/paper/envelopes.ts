import type { Context } from '../context';
import type { PaperBatch, PaperItem } from '../db/generated/client';
import type { Tx } from '../db/scope';
import { civilDay } from '../domain/civil-day';
import { UserError } from '../errors';
import { doorSlip } from '../messaging/paper-texts';
import type { TextFacts } from '../messaging/text-facts';
import { activeTextsFor } from '../texts/active';
import { doorSlipsPdf, labelsPdf, type Slip } from './slips-pdf';

/** Laid out at a time: more would keep others waiting. */
const AT_ONCE = 16;

/** What goes onto the envelopes: for the door words without a name, for the carrier the address. */
export async function slipsOf(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  batch: PaperBatch,
  items: readonly PaperItem[],
): Promise<Slip[]> {
  return batch.kind === 'mailing' ? labelsOf(tx, context, batch, items) : doorSlipsOf(tx, batch, items);
}

export async function* slipPdfs(
  batch: PaperBatch,
  slips: readonly Slip[],
  on: string,
): AsyncGenerator<Buffer> {
  for (let at = 0; at < slips.length; at += AT_ONCE) {
    const some = slips.slice(at, at + AT_ONCE);
    yield batch.kind === 'mailing' ? await labelsPdf(some, on) : await doorSlipsPdf(some, on);
  }
}

async function doorSlipsOf(tx: Tx, batch: PaperBatch, items: readonly PaperItem[]): Promise<Slip[]> {
  const community = await tx.community.findUniqueOrThrow({ where: { id: batch.communityId } });
  const active = await activeTextsFor(tx, community);
  const labels = await labelsOfAccounts(tx, items);
  return items.map((item) => {
    const said = doorSlip(active, {
      ...NOTHING_SAID,
      communityName: community.name,
      companyName: community.companyName,
      servicePhone: community.servicePhone,
      label: labels.get(item.accountId) ?? '',
      on: civilDay(batch.onDay),
      number: item.number,
      paper: { roomOnSlip: batch.roomOnSlips },
    });
    if (!said) {
      throw new UserError(
        'TEXT',
        '门上告知条尚无经批准的文本',
        'no text for the slip at the door was approved by a second person',
        409,
      );
    }
    return { number: item.number, lines: said.lines };
  });
}

/** A slip knows nothing of the person or the money, so that nothing of them can get onto it. */
const NOTHING_SAID = {
  partyName: '',
  partyKind: '',
  areaCm2: null,
  stewardName: null,
  amountFen: 0 as TextFacts['amountFen'],
  prepaidFen: 0 as TextFacts['prepaidFen'],
  lines: [],
  deadlineOn: null,
  agreed: null,
} satisfies Partial<TextFacts>;

async function labelsOfAccounts(tx: Tx, items: readonly PaperItem[]): Promise<Map<string, string>> {
  const accounts = await tx.account.findMany({
    where: { id: { in: items.map(({ accountId }) => accountId) } },
    select: { id: true, label: true },
  });
  return new Map(accounts.map(({ id, label }) => [id, label]));
}

async function labelsOf(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  batch: PaperBatch,
  items: readonly PaperItem[],
): Promise<Slip[]> {
  const community = await tx.community.findUniqueOrThrow({ where: { id: batch.communityId } });
  const recipients = await recipientsOf(tx, context, community.name, items);
  return items.flatMap((item): Slip[] => {
    const to = recipients.get(item.id);
    if (!to) return [];
    const lines = [`收件人：${to.name}`, `地址：${to.address}`, ...(to.phone ? [`电话：${to.phone}`] : [])];
    const from = `寄件人：${community.companyName}${community.name}物业服务中心　${community.servicePhone}`;
    return [{ number: item.number, lines: [...lines, from] }];
  });
}

export type Recipient = { name: string; address: string; phone: string | null };

/** In full: whoever calls this writes down to whom it was shown. */
export async function recipientsOf(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  communityName: string,
  items: readonly PaperItem[],
): Promise<Map<string, Recipient>> {
  const accounts = await tx.account.findMany({
    where: { id: { in: items.map(({ accountId }) => accountId) } },
    select: { id: true, label: true },
  });
  const parties = await tx.party.findMany({
    where: { id: { in: items.map(({ partyId }) => partyId) } },
    select: {
      id: true,
      nameSealed: true,
      contactPoints: { orderBy: { rank: 'asc' }, include: { address: true } },
    },
  });
  const labelOf = new Map(accounts.map(({ id, label }) => [id, label]));
  const partyOf = new Map(parties.map((party) => [party.id, party]));
  return new Map(
    items.flatMap((item): [string, Recipient][] => {
      const party = partyOf.get(item.partyId);
      if (!party) return [];
      const postal = party.contactPoints.find(
        ({ kind, valueIndex }) => kind === 'postal' && valueIndex === item.addressIndex,
      );
      const phone = party.contactPoints.find(
        ({ kind, authorised, address }) => kind === 'phone' && authorised && address.status === 'usable',
      );
      return [
        [
          item.id,
          {
            name: cipher.open(party.nameSealed),
            address: postal
              ? cipher.open(postal.address.valueSealed)
              : `${communityName}${labelOf.get(item.accountId) ?? ''}`,
            phone: phone ? cipher.open(phone.address.valueSealed) : null,
          },
        ],
      ];
    }),
  );
}
