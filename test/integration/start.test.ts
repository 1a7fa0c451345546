import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { readRunningStack, readStack, type Stack } from '../../src/dev/home';
import { isRunning } from '../../src/dev/process-ref';
import { endProcesses } from '../../src/dev/stack-processes';
import { npmStart, type Start, temporaryHome } from '../support/start';

jest.setTimeout(240_000);

const welcome = 'Ctrl-C ends everything';

describe('npm start', () => {
  const home = temporaryHome();
  let start: Start;

  afterAll(async () => {
    const stack = readStack(home);
    if (stack && isRunning(stack.supervisor)) process.kill(stack.supervisor.pid, 'SIGKILL');
    if (stack) await endProcesses(stack.processes);
    rmSync(home, { recursive: true });
  });

  const running = () => readRunningStack(home) as Stack;
  const ask = async (question: string) => {
    const client = new pg.Client(running().environment.DATABASE_OWNER_URL);
    await client.connect();
    return client.query(question).finally(() => client.end());
  };

  it('brings everything up and says where it is', async () => {
    start = npmStart(home);
    await start.says(welcome);
    const { HOST, PORT } = running().environment;
    expect(start.output).toContain(`Portal           http://${HOST}:${PORT}`);
    expect((await fetch(`http://${HOST}:${PORT}/readyz`)).status).toBe(200);
    expect(running().ready).toBe(true);
    expect(Object.keys(running().processes).sort()).toEqual(['postgres', 'server', 'temporal', 'worker']);
  });

  it('is refused in one line where it runs already', async () => {
    const second = npmStart(home);
    expect(await second.ended).toBe(1);
    expect(second.output.trim()).toMatch(/^Cuijiao already runs in .+ \(process \d+\): http:\/\/.+$/);
  });

  it('starts a server again that died', async () => {
    const { server } = running().processes;
    process.kill(server?.pid as number, 'SIGKILL');
    await start.says('The server died by signal SIGKILL; it is started again');
    while (running().processes.server?.pid === server?.pid)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isRunning(running().processes.server as Stack['supervisor'])).toBe(true);
  });

  it('ends everything on Ctrl-C, the server first and the database last', async () => {
    await ask('create table kept ()');
    const { processes } = running();
    start.interrupt();
    await start.ended;
    expect(start.output).toContain('Ended: server, worker, temporal, postgres.');
    expect(Object.values(processes).filter(isRunning)).toEqual([]);
    expect(readRunningStack(home)).toBeUndefined();
  });

  it('finds its data and its ports again', async () => {
    const { ports } = readStack(home) as Stack;
    start = npmStart(home);
    await start.says(welcome);
    expect(running().ports).toEqual(ports);
    expect((await ask('select from kept')).rowCount).toBe(0);
  });

  it('ends what a killed start left running, and can itself be ended in the midst of starting', async () => {
    const { supervisor, processes } = running();
    process.kill(supervisor.pid, 'SIGKILL');
    await start.ended;
    const next = npmStart(home);
    await next.says('Ended what an earlier start had left running: server, worker, temporal, postgres.');
    expect(Object.values(processes).filter(isRunning)).toEqual([]);
    next.interrupt();
    await next.ended;
    expect(Object.values((readStack(home) as Stack).processes).filter(isRunning)).toEqual([]);
  });
});

describe('npm start that cannot', () => {
  const home = temporaryHome();
  afterAll(() => rmSync(home, { recursive: true }));

  it('names a port that is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const start = npmStart(home, { PORT: String(port) });
    expect(await start.ended).toBe(1);
    other.close();
    expect(start.output.trim()).toBe(
      `Port ${port} of 127.0.0.1 is in use. Another one: PORT=${port + 1} npm start`,
    );
  });

  it('names a database that does not answer', async () => {
    const start = npmStart(home, { DATABASE_URL: 'postgresql://somebody:secret@127.0.0.1:1/nowhere' });
    expect(await start.ended).toBe(1);
    expect(start.output.trim()).toMatch(
      /^The database nowhere at 127\.0\.0\.1:1 as somebody cannot be migrated: .*ECONNREFUSED/,
    );
    expect(start.output).not.toContain('secret');
  });

  it('names a Temporal that does not answer, and takes its own database down again', async () => {
    const start = npmStart(home, { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(await start.ended).toBe(1);
    expect(start.output).toMatch(/^Temporal at 127\.0\.0\.1:1, namespace default: .+$/m);
    expect(start.output.trim()).toMatch(/Ended: postgres\.$/);
  });

  it('names a variable that is wrong', async () => {
    const start = npmStart(home, { PORT: 'eighty' });
    expect(await start.ended).toBe(1);
    expect(start.output.trim()).toBe('the configuration is wrong: PORT: a number');
  });
});
