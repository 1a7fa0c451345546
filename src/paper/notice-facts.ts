import type { Refused } from '../cases/claim-answer';
import { type ClaimFacts, readClaimFacts } from '../cases/claim-facts';
import { gateVerdict } from '../cases/claim-gates';
import { readTextSource, textOf } from '../cases/claim-text';
import { openStops, waysOf } from '../cases/claim-ways';
import type { PrintedLine } from '../cases/printed-notice';
import { planOf } from '../cases/step-plan';
import type { LockedTask } from '../cases/task-access';
import type { Context } from '../context';
import type { Tx } from '../db/scope';
import type { CivilDay } from '../domain/civil-day';
import { lockAccount } from '../ledger/claimable';
import { noticeParagraphs, receiptSlip } from '../messaging/paper-texts';
import { smsLimitsOf } from '../messaging/sms-limits';
import { activeTextsFor } from '../texts/active';
import { type NoticePage, pageOf } from './notice-page';

/** What is fixed when a notice is printed. */
export type NoticeToPrint = {
  channel: 'post' | 'mail';
  partyId: string;
  addressIndex: string | null;
  ledgerVersion: number;
  amountFen: number;
  on: CivilDay;
  deadlineOn: CivilDay;
  lines: PrintedLine[];
  templateId: string;
  text: string;
  page: NoticePage;
};

/**
 * What the notice of a task would say now; or why none is printed, which is what would be answered at the door. Peace is not asked
 * here: a letter that is printed disturbs nobody yet.
 *
 * @param task locked, with its account and case
 * @param lastDayOn the last day on which it may go out; the deadline counts from it
 */
export async function readNotice(
  tx: Tx,
  context: Pick<Context, 'cipher' | 'providers' | 'now'>,
  task: LockedTask,
  lastDayOn: CivilDay,
  number: () => Promise<string>,
): Promise<NoticeToPrint | Refused> {
  const account = await lockAccount(tx, task.accountId);
  const facts = await readClaimFacts(tx, context, account, { caseId: task.caseId, key: task.stepKey });
  if (!facts.pending) return { kind: 'SUPERSEDED', why: 'NOT_PENDING' };
  const plan = planOf(facts.pending, facts.policy);
  const refused = gateVerdict(plan, facts);
  if (refused) return refused;
  const channel = task.kind === 'mail' ? 'mail' : 'post';
  const [way] = waysOf(context, channel, facts, await openStops(tx, facts), null);
  if (!way) return { kind: 'NO_CHANNEL' };
  const active = await activeTextsFor(tx, facts.community);
  const limits = smsLimitsOf(facts.community.messaging);
  const source = {
    ...(await readTextSource(tx, context, facts, plan, task.stepKey)),
    number: await number(),
  };
  // The period begins on the last day on which it may go out, not on the day of printing.
  const servedThen = { ...facts, today: lastDayOn };
  const said = textOf(channel, plan, servedThen, source, { active, closed: new Set(), limits });
  const deadlineOn = said?.offerUntilOn ?? null;
  if (!said || deadlineOn === null) return noText(facts);
  const textFacts = { ...source, deadlineOn };
  const words = noticeParagraphs(active, textFacts, plan.purpose === 'safeguard' ? 'N4' : 'N1');
  const receipt = receiptSlip(active, textFacts);
  if (!words || !receipt) return noText(facts);
  return {
    channel,
    partyId: facts.party.id,
    addressIndex: way.recipient?.valueIndex ?? null,
    ledgerVersion: facts.claim.ledgerVersion,
    amountFen: source.amountFen,
    on: facts.today,
    deadlineOn,
    lines: linesOf(facts),
    templateId: said.text.templateId,
    text: said.text.text,
    page: pageOf(textFacts, words.paragraphs, receipt.lines, await areasOf(tx, facts)),
  };
}

export function isRefused(answer: NoticeToPrint | Refused): answer is Refused {
  return 'kind' in answer;
}

/** None is in force: somebody has to approve one. */
function noText({ now }: ClaimFacts): Refused {
  return { kind: 'DEFERRED', until: now, reason: 'TEXT', ref: null };
}

function linesOf({ claim }: ClaimFacts): PrintedLine[] {
  return claim.lines
    .filter((line) => line.claimableFen > 0)
    .map(({ chargeId, principalLeftFen, lateFeeLeftFen }) => ({
      chargeId,
      principalFen: principalLeftFen,
      lateFeeFen: lateFeeLeftFen,
    }));
}

async function areasOf(tx: Tx, { claim }: ClaimFacts): Promise<Map<string, number>> {
  const objects = await tx.chargeObject.findMany({
    where: { id: { in: [...new Set(claim.lines.map(({ objectId }) => objectId))] }, areaCm2: { not: null } },
    select: { code: true, areaCm2: true },
  });
  return new Map(objects.flatMap(({ code, areaCm2 }) => (areaCm2 === null ? [] : [[code, areaCm2]])));
}
