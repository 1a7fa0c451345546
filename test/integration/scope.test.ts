import { type Context, createContext } from '../../src/context';
import { withScope, withSystemScope } from '../../src/db/scope';
import { createTestContext } from '../support/stack/context';

describe('a scope', () => {
  let context: Context;

  beforeAll(async () => {
    context = await createTestContext();
  });

  afterAll(() => context.destroy());

  it('tells the database in whose name it reads, and only inside its transaction', async () => {
    const inside = await withScope(
      context,
      'c1',
      (tx) => tx.$queryRaw`select current_setting('cuijiao.community') as scope`,
    );
    const system = await withSystemScope(
      context,
      (tx) => tx.$queryRaw`select current_setting('cuijiao.community') as scope`,
    );
    const outside = await context.db
      .$queryRaw`select nullif(current_setting('cuijiao.community', true), '') as scope`;
    expect([inside, system, outside]).toEqual([[{ scope: 'c1' }], [{ scope: '*' }], [{ scope: null }]]);
  });

  it('acts as the role that owns nothing, even on the owner’s connection', async () => {
    const { databaseOwnerUrl } = context.config;
    const asOwner = createContext({ ...context.config, databaseUrl: databaseOwnerUrl });
    const roles = await withSystemScope(
      asOwner,
      (tx) => tx.$queryRaw`select current_user::text, session_user::text`,
    );
    await asOwner.destroy();
    expect(roles).toEqual([{ current_user: 'cuijiao_app', session_user: 'cuijiao_owner' }]);
  });

  it('is run again when PostgreSQL gives up one of two that wait for each other', async () => {
    const lockBoth = (first: number, second: number) => {
      let runs = 0;
      return withSystemScope(context, async (tx) => {
        runs += 1;
        await tx.$queryRaw`select pg_advisory_xact_lock(${first})::text`;
        await tx.$queryRaw`select pg_sleep(0.2)::text`;
        await tx.$queryRaw`select pg_advisory_xact_lock(${second})::text`;
        return runs;
      });
    };
    const runs = await Promise.all([lockBoth(1, 2), lockBoth(2, 1)]);
    expect(Math.max(...runs)).toBeGreaterThan(1);
  });

  it('passes on as passing what was given up every time', async () => {
    const conflict = withSystemScope(
      context,
      (tx) =>
        tx.$executeRaw`do $$ begin raise exception 'conflict' using errcode = 'serialization_failure'; end $$`,
    );
    await expect(conflict).rejects.toMatchObject({ name: 'PassingError', code: 'DATABASE_BUSY' });
  });

  it('passes on as passing a connection that breaks in its midst', async () => {
    const broken = withSystemScope(
      context,
      (tx) => tx.$queryRaw`select pg_terminate_backend(pg_backend_pid())`,
    );
    await expect(broken).rejects.toMatchObject({ name: 'PassingError', code: 'DATABASE_UNREACHABLE' });
  });

  it('lets a mistake through as it is', async () => {
    const mistake = withSystemScope(context, (tx) => tx.$queryRaw`select * from no_such_table`);
    await expect(mistake).rejects.toMatchObject({ name: 'PrismaClientKnownRequestError' });
  });
});
