import type { AmountStep, LateFeeReason } from './explain';
import type { LateFeePiece, LateFeeWarning } from './late-fee';
import { type Fen, fen, formatYuan } from './money';

/** A sentence in both languages. */
export type Sentence = { zh: string; en: string };

const yuan = (amount: Fen): string => `¥${formatYuan(fen(Math.abs(amount)))}`;

/** Civil Code 585 (V), contract interpretation (2023) 65 (V), practice of 1–1.3 × LPR (S). */
export const LATE_FEE_WARNINGS: Record<LateFeeWarning, Sentence> = {
  ABOVE_DAILY_RATE: {
    zh: '违约金日利率高于提示线，法院可能酌减',
    en: 'the daily rate is above the threshold: a court may cut it',
  },
  ABOVE_LPR_MULTIPLE: {
    zh: '违约金折年率高于 LPR 的提示倍数，法院可能酌减',
    en: 'the yearly rate is above the multiple of the loan prime rate: a court may cut it',
  },
  NO_CAP: { zh: '约定没有违约金上限', en: 'the clause names no cap' },
};

const PARTS = {
  principal: { zh: '本金', en: 'principal' },
  late_fee: { zh: '违约金', en: 'late fee' },
} as const;

/** Where money was put, and by whose word. */
const BOOKED: Readonly<Record<string, Sentence>> = {
  source: { zh: '按收费系统入账', en: 'as the charging system booked it' },
  instruction: { zh: '按缴费人指定', en: 'as the payer said' },
  policy: { zh: '按冲抵顺序', en: "in the policy's order" },
  prepayment: { zh: '预存冲抵', en: 'from the prepayment' },
  offer: { zh: '按所报金额', en: 'on the amount that was stated' },
};
const WAIVED: Readonly<Record<string, Sentence>> = {
  stated: { zh: '收费系统所列减免', en: 'a waiver that the charging system states' },
  waiver: { zh: '减免', en: 'waiver' },
  discount: { zh: '折扣', en: 'discount' },
  write_off: { zh: '核销', en: 'written off' },
  offer: { zh: '按报价缴清后的差额', en: 'what grew after the stated amount, which was paid in time' },
  tolerance: { zh: '容差内余额', en: 'the rest within the tolerance' },
};

/** One step in words, with its amount: `2025-05-15 缴费冲抵本金 ¥300.00（按冲抵顺序）`. */
export function amountSentence(step: AmountStep): Sentence {
  const sum = yuan(step.fen);
  switch (step.kind) {
    case 'charged':
      return { zh: `应收 ${sum}`, en: `charged ${sum}` };
    case 'paid': {
      const how = BOOKED[step.origin] ?? { zh: step.origin, en: step.origin };
      const part = PARTS[step.part];
      const back = step.fen > 0;
      return {
        zh: `${step.on} ${back ? '冲回' : '缴费冲抵'}${part.zh} ${sum}（${how.zh}）`,
        en: `${step.on} ${sum} ${back ? 'taken back from' : 'paid on'} the ${part.en} (${how.en})`,
      };
    }
    case 'waived': {
      const why = WAIVED[step.origin] ?? { zh: step.origin, en: step.origin };
      const part = PARTS[step.part];
      return {
        zh: `${step.on} ${step.proposed ? '待减免' : '减免'}${part.zh} ${sum}（${why.zh}）`,
        en: `${step.on} ${sum} of the ${part.en} ${step.proposed ? 'proposed to be waived' : 'waived'} (${why.en})`,
      };
    }
    case 'late_fee':
      return lateFeeSentence(step.reason, sum);
    case 'not_counted':
      return { zh: `多冲部分 ${sum}，不再抵减`, en: `${sum} beyond what was owed, which lessens nothing` };
    case 'disputed':
      return { zh: `异议中 ${sum}，答复前不主张`, en: `${sum} objected to, not claimed before the answer` };
    case 'fresh':
      return { zh: `本期新账单 ${sum}，单列`, en: `${sum} of the current period, listed apart` };
    case 'prepaid':
      return { zh: `预存冲抵 ${sum}`, en: `${sum} netted from the prepayment` };
    default: {
      const never: never = step;
      throw new Error(`unknown step: ${JSON.stringify(never)}`);
    }
  }
}

function lateFeeSentence(reason: LateFeeReason, sum: string): Sentence {
  switch (reason.how) {
    case 'stated':
      return {
        zh: `违约金 ${sum}（收费系统 ${reason.on} 所列未缴 ${yuan(reason.outstandingFen)}）`,
        en: `late fee ${sum} (the charging system states ${yuan(reason.outstandingFen)} outstanding on ${reason.on})`,
      };
    case 'booked':
      return { zh: `违约金 ${sum}（以入账为准）`, en: `late fee ${sum} (as it was booked)` };
    case 'clause': {
      const { sections, uncappedFen, capFen } = reason.account;
      const zh = sections.map(
        ({ pieces, fen: rounded }) => `${pieces.map(pieceZh(reason)).join('，')}，计 ${yuan(rounded)}`,
      );
      const en = sections.map(
        ({ pieces, fen: rounded }) => `${pieces.map(pieceEn(reason)).join(', ')}: ${yuan(rounded)}`,
      );
      const isCapped = capFen !== null && capFen < uncappedFen;
      return {
        zh: `违约金 ${sum}：${zh.join('；')}${isCapped ? `；以约定上限 ${yuan(capFen)} 为限` : ''}`,
        en: `late fee ${sum}: ${en.join('; ')}${isCapped ? `; no more than the agreed cap of ${yuan(capFen)}` : ''}`,
      };
    }
    default: {
      const never: never = reason;
      throw new Error(`unknown basis: ${JSON.stringify(never)}`);
    }
  }
}

type Clause = Extract<LateFeeReason, { how: 'clause' }>;

const pieceZh =
  ({ ratePerDay }: Clause) =>
  ({ from, through, days, baseFen }: LateFeePiece): string =>
    baseFen === 0
      ? `${from} 至 ${through} 共 ${days} 天不计`
      : `${from} 至 ${through} 共 ${days} 天 × ${yuan(baseFen)} × 日 ${ratePerDay}`;

const pieceEn =
  ({ ratePerDay }: Clause) =>
  ({ from, through, days, baseFen }: LateFeePiece): string =>
    baseFen === 0
      ? `${from} to ${through}, ${days} days without`
      : `${from} to ${through}, ${days} days × ${yuan(baseFen)} × ${ratePerDay} a day`;
