import { z } from 'zod';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { type CivilDay, civilDay } from '../domain/civil-day';
import { UserError } from '../errors';
import type { AccountClaim } from '../ledger/claimable';
import type { RenderedText } from '../messaging/texts';

/** What a notice names, in ids and amounts. */
export const printedLinesSchema = z.array(
  z.object({ chargeId: z.string(), principalFen: z.int(), lateFeeFen: z.int() }),
);
export type PrintedLine = z.infer<typeof printedLinesSchema>[number];

/** A notice that lies printed in somebody's hand: a contact made with it says what it says, whatever a text of today would be. */
export type PrintedNotice = {
  id: string;
  number: string;
  sha256: string | null;
  channel: string;
  partyId: string;
  /** Mail: the address on the envelope; null: the object itself */
  addressIndex: string | null;
  amountFen: number;
  lines: PrintedLine[];
  deadlineOn: CivilDay;
  /** The last day on which it may go out: the deadline counts from there */
  lastDayOn: CivilDay;
  sealed: boolean;
  templateId: string;
  text: string;
};

/** The printed notice that counts for a task; null where none was printed, or it was voided. */
export async function printedNoticeOf(
  tx: Tx,
  { cipher }: Pick<Context, 'cipher'>,
  taskId: string,
): Promise<PrintedNotice | null> {
  const row = await tx.paperItem.findFirst({
    where: { taskId, voidedAt: null },
    include: { batch: { select: { lastDayOn: true, sealedAt: true } } },
  });
  if (!row) return null;
  const { id, number, sha256, channel, partyId, addressIndex, amountFen, templateId } = row;
  return {
    ...{ id, number, sha256, channel, partyId, addressIndex, amountFen, templateId },
    lines: printedLinesSchema.parse(row.lines),
    deadlineOn: civilDay(row.deadlineOn),
    lastDayOn: civilDay(row.batch.lastDayOn),
    sealed: row.batch.sealedAt !== null,
    text: cipher.open(row.textSealed),
  };
}

/** The text of a contact that is made with it, and the last day that it names. */
export function printedText({ text, templateId, deadlineOn }: PrintedNotice): {
  text: RenderedText;
  offerUntilOn: CivilDay;
} {
  return { text: { templateId, subject: null, text, params: [] }, offerUntilOn: deadlineOn };
}

/** What a claim's evidence says of it, so that the file with these bytes is known to be what went out. */
export function printedData({ id, number, sha256 }: PrintedNotice): Record<string, string | null> {
  return { paperItemId: id, number, sha256 };
}

/** What has changed since it was printed. Only what makes it say too much counts: a late fee that grew, a new bill do not. */
export type Outdated = 'AMOUNT_FELL' | 'ADDRESSEE' | 'TOO_LATE' | 'NOT_SEALED';

/**
 * Whether a printed notice may still go out, beside the gates of every contact. A notice that asks for more than is owed today, in sum
 * or for a single bill, may not: somebody has paid, been granted a waiver, or objects. One that asks for less may, since what it says
 * was true on its day and is owed still.
 */
export function outdatedBy(
  printed: Pick<PrintedNotice, 'partyId' | 'amountFen' | 'lines' | 'lastDayOn' | 'sealed'>,
  claim: Pick<AccountClaim, 'claimableFen' | 'lines'>,
  { partyId, today }: { partyId: string; today: CivilDay },
): Outdated | null {
  if (printed.partyId !== partyId) return 'ADDRESSEE';
  if (fell(printed, claim)) return 'AMOUNT_FELL';
  if (today > printed.lastDayOn) return 'TOO_LATE';
  return printed.sealed ? null : 'NOT_SEALED';
}

function fell(
  printed: Pick<PrintedNotice, 'amountFen' | 'lines'>,
  claim: Pick<AccountClaim, 'claimableFen' | 'lines'>,
): boolean {
  if (claim.claimableFen < printed.amountFen) return true;
  const now = new Map(claim.lines.map((line) => [line.chargeId, line]));
  return printed.lines.some(({ chargeId, principalFen, lateFeeFen }) => {
    const line = now.get(chargeId);
    if (!line || line.disputedFen > 0) return true;
    return line.principalLeftFen < principalFen || line.lateFeeLeftFen < lateFeeFen;
  });
}

const SENTENCES: Record<Outdated, [code: string, zh: string, en: string]> = {
  AMOUNT_FELL: [
    'PAPER_AMOUNT_FELL',
    '印出后应付金额已减少（已缴、减免或在异议中），不要送出，请收回并重印',
    'less is owed than it says: do not hand it out, bring it back and print it anew',
  ],
  ADDRESSEE: [
    'PAPER_ADDRESSEE_CHANGED',
    '印出后责任人或寄送地址已变更，不要送出，请收回并重印',
    'the addressee or the address has changed: do not hand it out, bring it back and print it anew',
  ],
  TOO_LATE: [
    'PAPER_TOO_LATE',
    '已过本批最迟送出日，所印期限不足，请收回并重印',
    'its last day is past, the period that it names would be too short: bring it back and print it anew',
  ],
  NOT_SEALED: [
    'PAPER_NOT_SEALED',
    '本批尚未用印，盖章登记后再送出',
    'the batch is not sealed yet: it goes out with the company’s chop',
  ],
};

export function outdatedRefusal(outdated: Outdated, number: string): UserError {
  const [code, zh, en] = SENTENCES[outdated];
  return new UserError(code, `${zh}（编号 ${number}）`, `${en} (${number})`, 409, { number });
}
