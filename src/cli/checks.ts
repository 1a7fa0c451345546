import { constants, readdirSync } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { engines } from '../../package.json';
import { searchAttributes } from '../../workflows/messages';
import { type Probe, probeTemporal, probeWorker } from '../api/probes';
import type { Context } from '../context';
import { withSystemScope } from '../db/scope';
import { homePaths, projectRoot, readSecrets } from '../dev/home';
import { checkProviders } from './check-providers';
import type { Finding } from './finding';
import { serverUrl } from './session';

const fine = (name: string, found: string): Finding => ({ name, state: 'fine', found, mend: null });
const wrong = (name: string, found: string, mend: string): Finding => ({ name, state: 'wrong', found, mend });
const warn = (name: string, found: string, mend: string): Finding => ({ name, state: 'warn', found, mend });

const GIB = 1024 ** 3;
const LAG_WARN_SECONDS = 60;

/** What needs no configuration. */
export async function checkMachine(home: string): Promise<Finding[]> {
  return [checkNode(), await checkHome(home), checkSecrets(home), await checkDisk(home)];
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = engines.node.replace(/^\D+/, '').split('.').map(Number);
  const enough = major > needMajor || (major === needMajor && minor >= needMinor);
  return enough
    ? fine('Node.js', process.versions.node)
    : wrong('Node.js', `${process.versions.node}，需要 ${engines.node}`, '安装较新的 Node.js');
}

async function checkHome(home: string): Promise<Finding> {
  try {
    await access(home, constants.R_OK | constants.W_OK);
    return fine('数据目录', home);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing
      ? warn('数据目录', `${home} 还没有`, 'npm start 会建立；连接别处的服务则不需要')
      : wrong('数据目录', `${home} 不可读写`, `检查权限：ls -ld ${home}`);
  }
}

function checkSecrets(home: string): Finding {
  const given = ['CUIJIAO_ENCRYPTION_KEY', 'CUIJIAO_INDEX_KEY', 'CUIJIAO_SIGNING_KEY'].filter(
    (name) => process.env[name],
  );
  if (given.length === 3) return fine('密钥', '由环境变量给出');
  try {
    if (readSecrets(home)) return fine('密钥', homePaths(home).secrets);
  } catch {
    return wrong(
      '密钥',
      `${homePaths(home).secrets} 读不出`,
      '从备份恢复此文件；丢失它就丢失已加密的个人信息',
    );
  }
  return wrong('密钥', '没有', 'npm start 会生成；生产环境设置三个 CUIJIAO_*_KEY');
}

async function checkDisk(home: string): Promise<Finding> {
  const folder = await access(home).then(
    () => home,
    () => path.dirname(home),
  );
  const { bavail, bsize } = await statfs(folder);
  const free = (bavail * bsize) / GIB;
  const said = `剩余 ${free.toFixed(1)} GiB`;
  if (free < 0.5) return wrong('磁盘', said, '清理磁盘：数据库写不下去时什么都不会发生');
  return free < 2 ? warn('磁盘', said, '尽快清理磁盘') : fine('磁盘', said);
}

/** What needs an address: each is looked at directly, not through the server. */
export async function checkConfigured(context: Context): Promise<Finding[]> {
  const database = await checkDatabase(context);
  const temporal = probed(
    'Temporal',
    await probeTemporal(context),
    `npm start，或检查 TEMPORAL_ADDRESS`,
    context.config.temporalAddress,
  );
  const reachable = database.every(({ state }) => state !== 'wrong');
  return [
    ...database,
    temporal,
    ...(temporal.state === 'fine' ? [await checkAttributes(context), await checkWorker(context)] : []),
    await checkServer(),
    ...(reachable
      ? [await checkOutbox(context), ...(await checkFreshness(context)), ...(await checkProviders(context))]
      : []),
  ];
}

function probed(name: string, probe: Probe, mend: string, found: string): Finding {
  return probe.ok ? fine(name, found) : wrong(name, `${found} 没有应答（${probe.why}）`, mend);
}

async function checkDatabase({ config }: Context): Promise<Finding[]> {
  const url = new URL(config.databaseOwnerUrl);
  const place = `${url.host}${url.pathname}`;
  const client = new pg.Client({ connectionString: config.databaseOwnerUrl, connectionTimeoutMillis: 3_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const applied = await client.query<{ migration_name: string }>(
      `select migration_name from _prisma_migrations where finished_at is not null`,
    );
    const known = new Set(applied.rows.map((row) => row.migration_name));
    const open = migrationNames().filter((name) => !known.has(name));
    return [
      fine('数据库', place),
      open.length === 0
        ? fine('迁移', `${known.size} 个，已是最新`)
        : wrong('迁移', `缺 ${open.join('、')}`, 'npm run migrate'),
    ];
  } catch (error) {
    const { code = 'UNKNOWN' } = error as { code?: string };
    if (code === '42P01') return [fine('数据库', place), wrong('迁移', '一个都没有', 'npm run migrate')];
    if (code === '42501')
      return [fine('数据库', place), warn('迁移', '无权查看', '以 DATABASE_OWNER_URL 的身份再看')];
    return [wrong('数据库', `${place} 连不上（${code}）`, 'npm start，或检查 DATABASE_URL')];
  } finally {
    await client.end().catch(() => undefined);
  }
}

function migrationNames(): string[] {
  return readdirSync(path.join(projectRoot, 'prisma/migrations'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

async function checkAttributes({ temporal, config }: Context): Promise<Finding> {
  const answer = await temporal.connection.operatorService.listSearchAttributes({
    namespace: config.temporalNamespace,
  });
  const missing = Object.values(searchAttributes).filter(
    ({ name }) => answer.customAttributes?.[name] === undefined,
  );
  return missing.length === 0
    ? fine('检索属性', `${Object.keys(searchAttributes).length} 个已登记`)
    : wrong(
        '检索属性',
        `缺 ${missing.map(({ name }) => name).join('、')}`,
        'npm start 会登记；没有它们案件开不了',
      );
}

async function checkWorker(context: Context): Promise<Finding> {
  return probed(
    'worker',
    await probeWorker(context),
    'npm start，或 npm run worker',
    `任务队列 ${context.config.taskQueue}`,
  );
}

async function checkServer(): Promise<Finding> {
  const url = serverUrl(process.env.CUIJIAO_HOME ?? path.join(projectRoot, '.cuijiao'));
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3_000) });
    return answer.ok
      ? fine('server', url)
      : wrong('server', `${url} 答 ${answer.status}`, '看 server 的日志');
  } catch {
    return wrong('server', `${url} 没有应答`, 'npm start，或 npm run server');
  }
}

/** A fact that is not relayed is a payment that a case has not heard of: the claim still sees it, but nothing moves. */
async function checkOutbox(context: Context): Promise<Finding> {
  const [row] = await withSystemScope(
    context,
    (tx) => tx.$queryRaw<{ count: number; seconds: number | null }[]>`
    select count(*)::int as count, extract(epoch from clock_timestamp() - min("notBefore"))::float8 as seconds
    from signal_outbox where "sentAt" is null and "cancelledAt" is null and "notBefore" <= clock_timestamp()`,
  );
  const { count = 0, seconds } = row ?? {};
  const said = count === 0 ? '没有积压' : `${count} 条待转，最早的已等 ${Math.round(seconds ?? 0)} 秒`;
  return (seconds ?? 0) > LAG_WARN_SECONDS
    ? wrong('转发', said, '看 worker 是否在跑、它的日志里有什么')
    : fine('转发', said);
}

async function checkFreshness(context: Context): Promise<Finding[]> {
  const rows = await withSystemScope(context, (tx) =>
    tx.community.findMany({
      orderBy: { name: 'asc' },
      select: { name: true, demonstration: true, bookedThrough: true, takenOverAt: true },
    }),
  );
  if (rows.length === 0) return [warn('小区', '一个都没有', 'cuijiao community create')];
  return rows.map(({ name, demonstration, bookedThrough, takenOverAt }) => {
    if (demonstration) return fine(`小区 ${name}`, '演示：收款视为截至昨日');
    if (takenOverAt === null) return warn(`小区 ${name}`, '还没有导入台账', 'cuijiao import ledger <文件>');
    return bookedThrough === null
      ? warn(`小区 ${name}`, '没有收款数据，自动发送停着', 'cuijiao import payments <文件>')
      : fine(`小区 ${name}`, `收款数据截至 ${bookedThrough}`);
  });
}
