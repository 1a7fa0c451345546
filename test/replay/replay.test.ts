import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { temporal } from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { observedWorkflows } from './observed';
import type { Said } from './probe';
import { HISTORIES, recordHistories, STORY_FILES } from './record';

jest.setTimeout(600_000);

/** Runs in the order of their chain, each a history in Temporal's own encoding */
type Recorded = { workflowId: string; runs: string[]; said: Said[] };

const files = process.env.RECORD_HISTORIES ? STORY_FILES : readdirSync(HISTORIES);
const heard: Said[] = [];
let observed: Awaited<ReturnType<typeof observedWorkflows>>;

beforeAll(async () => {
  if (process.env.RECORD_HISTORIES) await recordHistories();
  else Runtime.install({ logger: new DefaultLogger('ERROR') });
  observed = await observedWorkflows((one) => heard.push(one));
});

/** Stories of released code stay; one that this release tells differently is recorded under a new name. */
describe.each(files)('the recorded case %s', (file) => {
  const recorded = (): Recorded => JSON.parse(readFileSync(path.join(HISTORIES, file), 'utf8'));

  it('is replayed by this release, command for command, to the same snapshots and timers', async () => {
    const { workflowId, runs, said } = recorded();
    heard.length = 0;
    const histories = runs.map((run) => ({
      workflowId,
      history: temporal.api.history.v1.History.decode(Buffer.from(run, 'base64')),
    }));
    for await (const { error } of Worker.runReplayHistories(observed, histories))
      expect(error).toBeUndefined();
    expect(heard.map(({ what }) => what)).toEqual(said.map(({ what }) => what));
    expect(heard.map(({ of }) => of)).toEqual(said.map(({ of }) => of));
  });

  it('holds no name, no number and no text', () => {
    const { runs, said } = recorded();
    const texts = [...runs.map((run) => Buffer.from(run, 'base64').toString('utf8')), JSON.stringify(said)];
    for (const text of texts) expect(text).not.toMatch(/周明|138000\d{5}|物业/);
  });
});
