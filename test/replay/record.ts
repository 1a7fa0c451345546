import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporal } from '@temporalio/proto';
import { caseWorkflowId } from '../../workflows/messages';
import { type CaseStack, createCaseStack, type StackAccount } from '../support/case-stack';
import { observedWorkflows } from './observed';
import type { Said } from './probe';

export const HISTORIES = path.resolve(__dirname, '../fixtures/histories');

type Story = (stack: CaseStack, one: StackAccount) => Promise<void>;

/** Cases as they are lived: every kind of message that the driver hears, and every way in which it waits. */
const STORIES: Record<string, Story> = {
  'promised-and-paid': async (stack, one) => {
    await stack.pass({ days: 1 });
    const id = randomUUID();
    const { now } = await stack.today();
    const promisedOn = await stack.day(5);
    const hold = {
      id,
      kind: 'promise' as const,
      beganAt: now,
      endsAt: now + 9 * 86_400_000,
      by: null,
      amountFen: 71_626,
      promisedOn,
    };
    await stack.command(one.accountId, { type: 'HOLD_PLACED', hold }, id);
    await stack.pass({ days: 5 });
    await stack.pay(one, 71_626);
    await stack.pass({ days: 13 });
  },
  'up-to-level-3': async (stack, one) => {
    await stack.pass({ days: 45, staff: true });
    await stack.command(one.accountId, { type: 'CAUSE_CONFIRMED', cause: 'hardship', atOnce: true });
    await stack.pay(one, 10_000);
    await stack.pass({ days: 20, staff: true });
  },
  'decided-and-written-off': async (stack, one) => {
    await stack.command(one.accountId, { type: 'LEVEL_DECIDED', level: 3 });
    await stack.pass({ days: 2 });
    await stack.command(one.accountId, { type: 'LEVEL_DECIDED', level: 1 });
    await stack.pass({ days: 2 });
    const company = { id: 'company', role: 'company' };
    await stack.command(one.accountId, { type: 'CASE_CLOSED', reason: 'written_off', actor: company });
    await stack.pass({ hours: 1 });
  },
};

export const STORY_FILES = Object.keys(STORIES).map((name) => `${name}.json`);

/** Lives the stories on skipped time and writes down each run's history with what it asked for. `RECORD_HISTORIES=1 npm test -- test/replay` */
export async function recordHistories(): Promise<void> {
  mkdirSync(HISTORIES, { recursive: true });
  const heard: Said[] = [];
  const stack = await createCaseStack({ observed: await observedWorkflows((one) => heard.push(one)) });
  try {
    for (const [name, story] of Object.entries(STORIES)) {
      const one = await stack.account();
      await stack.openAndRelease();
      await story(stack, one);
      await writeStory(stack, one, name, heard);
    }
  } finally {
    await stack.destroy();
  }
}

async function writeStory(
  stack: CaseStack,
  { accountId }: StackAccount,
  name: string,
  heard: Said[],
): Promise<void> {
  const workflowId = caseWorkflowId(accountId);
  const said = heard.filter((one) => one.workflowId === workflowId);
  const runs: string[] = [];
  let runId: string | undefined = await firstRun(stack, workflowId);
  while (runId) {
    const history = await stack.env.client.workflow.getHandle(workflowId, runId).fetchHistory();
    runs.push(Buffer.from(temporal.api.history.v1.History.encode(history).finish()).toString('base64'));
    runId =
      history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  writeFileSync(path.join(HISTORIES, `${name}.json`), `${JSON.stringify({ workflowId, runs, said })}\n`);
}

/** Every run names the first of its chain. */
async function firstRun(stack: CaseStack, workflowId: string): Promise<string | undefined> {
  const { events } = await stack.env.client.workflow.getHandle(workflowId).fetchHistory();
  return events?.[0]?.workflowExecutionStartedEventAttributes?.firstExecutionRunId ?? undefined;
}
