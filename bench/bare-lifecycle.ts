import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import type { Context } from '../src/context';
import { withScope } from '../src/db/scope';
import { createCapture } from '../src/messaging/capture';
import { WORKER_OPTIONS } from '../src/worker/create';
import { type BareActivities, type BareCase, paidSignal, releasedSignal } from './bare-workflow';
import { type BenchCommunity, DAY_REAL_MS } from './community';
import { type Cohort, remindedAccounts, type Sight } from './rounds';

/** As a case has them on average: from the morning's opening to the first window, and from the payment on the third morning to midnight. */
const FIRST_WAIT_MS = DAY_REAL_MS * (2 / 24);
const WINDOW_MS = DAY_REAL_MS * (14 / 24);

export type BareCohort = Cohort & { ended(): number };

/** The workflows to compare with, of one community's accounts. */
export function bareCohort(
  context: Context,
  { communityId, accountIds }: BenchCommunity,
  taskQueue: string,
): BareCohort {
  const cases = accountIds.map(
    (accountId): BareCase => ({
      caseId: randomUUID(),
      accountId,
      communityId,
      waitsMs: [FIRST_WAIT_MS, DAY_REAL_MS, DAY_REAL_MS],
      nextLevelMs: 100 * DAY_REAL_MS,
      windowMs: WINDOW_MS,
    }),
  );
  const { workflow } = context.temporal;
  const idOf = ({ caseId }: BareCase) => `bare-${caseId}`;
  let ended = 0;
  return {
    communityId,
    async start() {
      await Promise.all(
        cases.map(async (one) => {
          const handle = await workflow.start('bareCase', { workflowId: idOf(one), taskQueue, args: [one] });
          void handle.result().then(() => {
            ended += 1;
          });
        }),
      );
      await Promise.all(cases.map((one) => workflow.getHandle(idOf(one)).signal(releasedSignal)));
    },
    async pay(accountId) {
      const one = cases.find((known) => known.accountId === accountId);
      if (one) await workflow.getHandle(idOf(one)).signal(paidSignal);
    },
    ended: () => ended,
    workflowIds: () => cases.map(idOf),
  };
}

export async function lookAtBare(context: Context, cohorts: readonly BareCohort[]): Promise<Sight> {
  return {
    reminded: await remindedAccounts(context, cohorts),
    ended: new Map(cohorts.map((cohort) => [cohort.communityId, cohort.ended()])),
  };
}

/** The same rows as a claim and its outcome, the same provider, and nothing else. */
function bareActivities(context: Context): BareActivities {
  const { cipher } = context;
  return {
    async remind({ key, accountId, communityId, text }) {
      const now = new Date(context.now());
      const contact = await withScope(context, communityId, (tx) =>
        tx.contact.create({
          data: {
            stepKey: key,
            communityId,
            accountId,
            personIndex: accountId,
            partyId: accountId,
            channel: 'sms',
            class: 'dunning',
            automatic: true,
            level: 1,
            ledgerVersion: 1,
            claimableFen: 71_626,
            claimedAt: now,
            claimedOn: '2026-11-02',
            leaseUntil: new Date(now.getTime() + context.config.claimLeaseMs),
            textSealed: cipher.seal(text),
          },
        }),
      );
      const answer = await createCapture(context, communityId).send(
        {
          stepKey: key,
          communityId,
          accountId,
          channel: 'sms',
          to: '13800000000',
          subject: null,
          text,
          template: { id: text, params: [] },
          at: now.getTime(),
        },
        AbortSignal.timeout(context.config.claimLeaseMs),
      );
      await withScope(context, communityId, (tx) =>
        tx.contact.update({
          where: { id: contact.id },
          data: { outcome: answer.kind, outcomeAt: new Date(context.now()), realOutcomeAt: now },
        }),
      );
      return answer.kind;
    },
  };
}

let bundle: Promise<{ code: string }> | undefined;

/** With the product's own worker options. */
export async function createBareWorker(context: Context, taskQueue: string): Promise<Worker> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: path.join(__dirname, 'bare-workflow.ts'),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  });
  return Worker.create({
    ...WORKER_OPTIONS,
    connection: await NativeConnection.connect({ address: context.config.temporalAddress }),
    taskQueue,
    workflowBundle: await bundle,
    activities: bareActivities(context),
  });
}
