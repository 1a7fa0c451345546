import { randomUUID } from 'node:crypto';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from '../../activities';
import { errorCodes } from '../../activities/error-codes';
import { openCases } from '../../src/cases/open';
import { relayBatch } from '../../src/cases/outbox';
import { scanCommunity } from '../../src/cases/scan';
import { releaseAll } from '../../src/cases/waves';
import { startWorkflows } from '../../src/cases/workflow-of-case';
import { createCommunity } from '../../src/communities/create';
import { communityTime } from '../../src/communities/time';
import type { Context } from '../../src/context';
import { type Tx, withScope } from '../../src/db/scope';
import { addDays, civilDay } from '../../src/domain/civil-day';
import type { Declared } from '../../src/domain/take-over';
import { lockAccount, raiseLedgerVersion } from '../../src/ledger/claimable';
import type { CaseContext } from '../../src/machine/context';
import type { FactEvent, StaffEvent, StepAnswer } from '../../src/machine/events';
import type { Provider } from '../../src/messaging/provider';
import type { Policy } from '../../src/policy/schema';
import { workflowBundle } from '../../src/worker/bundle';
import {
  type CommandAnswer,
  caseQuery,
  caseWorkflowId,
  searchAttributes,
  staffUpdate,
} from '../../workflows/messages';
import { createTestContext } from './stack/context';
import { createTimeSkippingEnv } from './stack/temporal';
import { approveTexts } from './texts';

/** A Monday on which the community's clock begins, whatever the day of the test is; from the first release on it runs like real time. */
const BEGINS_ON = civilDay('2026-11-02');

export type CaseStack = Awaited<ReturnType<typeof createCaseStack>>;
export type CaseStackOptions = {
  provider?: Provider;
  policy?: Policy;
  /** A bundle that tells what its workflows ask for */
  observed?: Pick<WorkerOptions, 'workflowBundle' | 'sinks'>;
};

export type StackAccount = { accountId: string; chargeId: string };

/**
 * The driver on a Temporal whose time skips ahead, with everything else real: PostgreSQL, claims, records, the relay, the provider over
 * HTTP. `pass` lets days go by.
 */
export async function createCaseStack({ provider, policy, observed }: CaseStackOptions = {}) {
  quietRuntime();
  const env = await createTimeSkippingEnv();
  await addSearchAttributes(env);
  const base = await createTestContext({ TEMPORAL_ADDRESS: env.address });
  const time = { offsetMs: 0 };
  const context: Context = {
    ...base,
    now: () => Date.now() + time.offsetMs,
    // a demonstration reaches nothing but `capture`: the test's provider takes its place
    providers: provider
      ? { ...base.providers, capture: () => provider, [provider.name]: () => provider }
      : base.providers,
  };
  const syncTime = async () => {
    time.offsetMs = (await env.currentTimeMs()) - Date.now();
  };
  await syncTime();
  const community = await makeCommunity(context, policy);
  const { communityId } = community;
  const inScope = <T>(fn: (tx: Tx) => Promise<T>) => withScope(context, communityId, fn);

  let running = await startWorker(context, env, syncTime, observed);

  async function relay(): Promise<void> {
    while ((await relayBatch(context)) > 0);
  }

  /** Opens what is in arrears and releases it. */
  async function openAndRelease(): Promise<void> {
    const { opened } = await openCases(context, communityId, { origin: 'scan' });
    await startWorkflows(context, opened);
    for (const { accountId } of opened) await settled(accountId);
    await releaseAll(
      context,
      { userId: community.managerId, memberships: [{ communityId, role: 'manager' }] },
      communityId,
    );
    await relay();
  }

  /** Until the account's case has nothing in flight and its last turn is recorded. */
  async function settled(accountId: string): Promise<void> {
    const handle = env.client.workflow.getHandle(caseWorkflowId(accountId));
    for (let attempt = 0; attempt < 400; attempt += 1) {
      await relay();
      const told = await handle.query(caseQuery).catch(() => null);
      const row = await latestCase(accountId);
      if (told && told.inFlight.length === 0 && row && row.turn >= told.turn) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('the case does not settle');
  }

  /** Days go by. Whatever is due happens; staff, where they work, end every evening what lies open. */
  async function pass({
    days = 0,
    hours = 0,
    staff = false,
  }: {
    days?: number;
    hours?: number;
    staff?: boolean;
  }) {
    for (let left = days * 24 + hours; left > 0; left -= 24) {
      await env.sleep(Math.min(24, left) * 3_600_000);
      await syncTime();
      await relay();
      if (staff) await work();
    }
    for (const { accountId } of await live()) await settled(accountId);
  }

  function live() {
    return inScope((tx) =>
      tx.dunningCase.findMany({
        where: { communityId, status: { not: 'closed' } },
        select: { accountId: true },
      }),
    );
  }

  /** Staff do all that lies open, and reach nobody but by paper. */
  async function work(): Promise<void> {
    for (const { accountId } of await live()) await settled(accountId);
    const open = await inScope((tx) =>
      tx.task.findMany({ where: { communityId, status: 'open', kind: { in: Object.keys(DONE_BY_STAFF) } } }),
    );
    for (const { accountId, kind } of open) {
      if (accountId) await finish(accountId, kind, await staffAnswer(kind));
    }
  }

  async function staffAnswer(kind: string): Promise<Partial<Done>> {
    const answer = DONE_BY_STAFF[kind] ?? {};
    const deadlineAt = (await today()).now + 11 * 86_400_000;
    return answer.written ? { ...answer, deadlineAt } : answer;
  }

  function latestCase(accountId: string) {
    return inScope((tx) => tx.dunningCase.findFirst({ where: { accountId }, orderBy: { id: 'desc' } }));
  }

  async function caseOf(accountId: string) {
    const row = await latestCase(accountId);
    if (!row) throw new Error('no case');
    return { ...row, context: (row.snapshot as unknown as { context: CaseContext }).context };
  }

  async function account({
    owedFen = 71_626,
    dueOn = '2026-09-30',
    phones = [newPhone()],
    declared = null,
  }: AccountOptions = {}) {
    return inScope((tx) => makeAccount(tx, context, communityId, { owedFen, dueOn, phones, declared }));
  }

  async function today() {
    return inScope((tx) => communityTime(tx, communityId, context.now()));
  }

  function pay({ accountId, chargeId }: StackAccount, amountFen: number): Promise<string> {
    return inScope(async (tx) => {
      await lockAccount(tx, accountId);
      const now = await communityTime(tx, communityId, context.now());
      const payment = await tx.payment.create({
        data: {
          communityId,
          accountId,
          externalId: randomUUID(),
          amountFen,
          receivedAt: new Date(now.now),
          receivedOn: now.today,
          channel: 'bank',
          status: 'booked',
          allocations: {
            create: { communityId, accountId, chargeId, origin: 'policy', amountFen, onDay: now.today },
          },
        },
      });
      const raise = { communityId, accountId, key: `payment/${payment.id}`, refId: payment.id };
      await raiseLedgerVersion(tx, { ...raise, kind: 'payment' }, now);
      return payment.id;
    });
  }

  function charge({ accountId }: StackAccount, { amountFen, dueOn }: { amountFen: number; dueOn: string }) {
    return inScope(async (tx) => {
      await lockAccount(tx, accountId);
      const object = await tx.chargeObject.findFirstOrThrow({ where: { accountId } });
      const { id } = await tx.charge.create({
        data: {
          communityId,
          accountId,
          objectId: object.id,
          item: '公摊水电费',
          periodFrom: dueOn,
          periodTo: dueOn,
          dueOn,
          amountFen,
        },
      });
      const raise = { communityId, accountId, kind: 'charge_added' as const, key: `charge/${id}` };
      await raiseLedgerVersion(tx, raise, await communityTime(tx, communityId, context.now()));
    });
  }

  function reverse({ accountId }: StackAccount, paymentId: string): Promise<void> {
    return inScope(async (tx) => {
      await lockAccount(tx, accountId);
      await tx.payment.update({ where: { id: paymentId }, data: { status: 'reversed' } });
      const now = await communityTime(tx, communityId, context.now());
      const raise = { communityId, accountId, key: `reversal/${paymentId}`, refId: paymentId };
      await raiseLedgerVersion(tx, { ...raise, kind: 'reversal' }, now);
    });
  }

  /** What came of a task, as its outcome tells the case. */
  async function fact(accountId: string, event: FactEvent): Promise<void> {
    const { id: caseId } = await caseOf(accountId);
    await inScope((tx) =>
      tx.signalOutbox.create({
        data: { communityId, accountId, caseId, event, key: randomUUID(), notBefore: new Date(0) },
      }),
    );
    await settled(accountId);
  }

  /** Ends the open task of the kind with a result; its row must be there. */
  async function finish(accountId: string, kind: string, answer: Partial<Done>): Promise<void> {
    const task = await inScope((tx) => tx.task.findFirst({ where: { accountId, kind, status: 'open' } }));
    if (!task?.stepKey) throw new Error(`no open task ${kind}`);
    const { now } = await today();
    const actor = { id: 'staff', role: 'agent' };
    await fact(accountId, {
      type: 'STEP_RESULT',
      at: now,
      key: task.stepKey,
      actor,
      answer: {
        kind: 'done',
        outcome: 'done',
        grade: 'none',
        channel: null,
        demand: false,
        written: false,
        deadlineAt: null,
        ...answer,
      },
    });
  }

  async function command(
    accountId: string,
    said: Said,
    commandId: string = randomUUID(),
  ): Promise<CommandAnswer> {
    const { now } = await today();
    const event = {
      actor: { id: community.managerId, role: 'manager' },
      at: now,
      commandId,
      ...said,
    } as StaffEvent;
    return env.client.workflow
      .getHandle(caseWorkflowId(accountId))
      .executeUpdate(staffUpdate, { updateId: commandId, args: [event] });
  }

  return {
    env,
    context,
    communityId,
    managerId: community.managerId,
    inScope,
    account,
    openAndRelease,
    pass,
    settled,
    relay,
    caseOf,
    today,
    day: async (days: number) => addDays((await today()).today, days),
    pay,
    charge,
    reverse,
    fact,
    finish,
    command,
    scan: () => scanCommunity(context, communityId),
    tasks: (accountId: string) =>
      inScope((tx) => tx.task.findMany({ where: { accountId }, orderBy: { createdAt: 'asc' } })),
    messages: (accountId: string) =>
      inScope((tx) => tx.capturedMessage.findMany({ where: { accountId }, orderBy: { at: 'asc' } })),
    contacts: (accountId: string) =>
      inScope((tx) => tx.contact.findMany({ where: { accountId }, orderBy: { claimedAt: 'asc' } })),
    entries: (accountId: string) =>
      inScope((tx) => tx.evidenceEntry.findMany({ where: { accountId }, orderBy: { seq: 'asc' } })),
    handle: (accountId: string) => env.client.workflow.getHandle(caseWorkflowId(accountId)),
    stopWorker: () => running.stop(),
    async startWorker() {
      running = await startWorker(context, env, syncTime, observed);
    },
    async destroy() {
      await running.stop();
      await base.destroy();
      await env.teardown();
    },
  };
}

/** The time-skipping server cannot list them, but knows those that it is given. */
async function addSearchAttributes({ connection }: TestWorkflowEnvironment): Promise<void> {
  const types = Object.values(searchAttributes).map(({ name, type }) => [
    name,
    encodeSearchAttributeIndexedValueType(type),
  ]);
  await connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(types),
  });
}

/** What staff make of the work on paper and by phone when nobody answers. */
const DONE_BY_STAFF: Record<string, Partial<Done>> = {
  call: { outcome: 'no_answer', channel: 'call' },
  wechat: { outcome: 'accepted', channel: 'wechat', grade: 'sent', demand: true },
  post: { outcome: 'posted', channel: 'post', grade: 'sent', demand: true, written: true },
  mail: { outcome: 'signed', channel: 'mail', grade: 'arrived', demand: true, written: true },
  visit: { outcome: 'nobody_home', channel: 'visit' },
  review_broken_promise: {},
  review_missed_instalment: {},
  first_word: {},
  tell_answer: {},
  review_reversal: {},
};

/** Each account its own: two of one number share a budget. */
let phones = 0;
export function newPhone(): string {
  phones += 1;
  return `138000${String(phones).padStart(5, '0')}`;
}

type AccountOptions = { owedFen?: number; dueOn?: string; phones?: string[]; declared?: Declared | null };
type Done = Extract<StepAnswer, { kind: 'done' }>;
type Said = StaffEvent extends infer E
  ? E extends StaffEvent
    ? Omit<E, 'actor' | 'commandId' | 'at'> & Partial<Pick<E, 'actor'>>
    : never
  : never;

/** Temporal's own log says of every worker that it runs. */
export function quietRuntime(): void {
  if (!isQuiet)
    Runtime.install({
      logger: new DefaultLogger('ERROR'),
      telemetryOptions: { logging: { filter: 'ERROR' } },
    });
  isQuiet = true;
}
let isQuiet = false;

async function startWorker(
  context: Context,
  env: TestWorkflowEnvironment,
  syncTime: () => Promise<void>,
  observed: CaseStackOptions['observed'],
) {
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: context.config.taskQueue,
    workflowBundle: observed?.workflowBundle ?? (await workflowBundle(context.logger)),
    sinks: observed?.sinks,
    activities: createActivities(context),
    interceptors: {
      activity: [
        () => ({
          inbound: {
            // activities live in the skipped time as well
            async execute(input, next) {
              await syncTime();
              return next(input);
            },
          },
        }),
        () => ({ inbound: errorCodes(context.logger) }),
      ],
    },
  });
  const run = worker.run();
  return {
    async stop() {
      worker.shutdown();
      await run;
    },
  };
}

const STAFF = ['agent', 'supervisor', 'manager', 'finance', 'counsel', 'lawyer'] as const;

/** A community with one person for each role; of demonstration unless it is to run in real time. */
export async function makeCommunity(
  context: Context,
  policy: Policy | undefined,
  secondsPerDay: number | null = 86_400,
) {
  return withScope(context, '*', async (tx) => {
    const { id: communityId } = await createCommunity(
      tx,
      {
        name: `示例花园 ${randomUUID()}`,
        companyName: '安和物业服务有限公司',
        servicePhone: '0571-88880000',
        demonstration: secondsPerDay === null ? null : { asOf: BEGINS_ON, secondsPerDay },
      },
      { policy },
    );
    const ids = {} as Record<(typeof STAFF)[number], string>;
    for (const role of STAFF) {
      const user = await tx.user.create({
        data: { login: randomUUID(), name: role, memberships: { create: { communityId, role } } },
      });
      ids[role] = user.id;
    }
    await tx.stewardship.create({ data: { communityId, building: '12', stewardId: ids.agent } });
    await approveTexts(tx, communityId, ids.manager);
    return { communityId, managerId: ids.manager, staff: ids };
  });
}

export async function makeAccount(
  tx: Tx,
  context: Context,
  communityId: string,
  { owedFen, dueOn, phones, declared }: Required<AccountOptions>,
): Promise<StackAccount> {
  const { cipher } = context;
  const person = randomUUID();
  const party = await tx.party.create({
    data: {
      communityId,
      kind: 'owner',
      nameSealed: cipher.seal('周明'),
      nameIndex: cipher.index('name', person),
    },
  });
  for (const [rank, phone] of phones.entries()) {
    const valueIndex = cipher.index('phone', phone);
    await tx.address.createMany({
      data: [{ communityId, kind: 'phone', valueIndex, valueSealed: cipher.seal(phone) }],
      skipDuplicates: true,
    });
    await tx.contactPoint.create({
      data: { communityId, partyId: party.id, kind: 'phone', valueIndex, rank },
    });
  }
  const account = await tx.account.create({
    data: {
      communityId,
      partyId: party.id,
      label: '12-1-404',
      building: '12',
      personIndex: cipher.index('person', person),
      declared: declared ?? undefined,
      objects: { create: { communityId, kind: 'room', code: randomUUID().slice(0, 8) } },
    },
    include: { objects: true },
  });
  await lockAccount(tx, account.id);
  const charge = await tx.charge.create({
    data: {
      communityId,
      accountId: account.id,
      objectId: account.objects[0]?.id ?? '',
      item: '物业费',
      periodFrom: '2026-07-01',
      periodTo: '2026-09-30',
      dueOn,
      amountFen: owedFen,
    },
  });
  await raiseLedgerVersion(
    tx,
    { communityId, accountId: account.id, kind: 'charge_added', key: `charge/${charge.id}` },
    await communityTime(tx, communityId, context.now()),
  );
  return { accountId: account.id, chargeId: charge.id };
}
