import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Context } from '../../../src/context';
import { withScope } from '../../../src/db/scope';
import { appendAllEvidence, appendEvidence } from '../../../src/evidence/append';
import { AT, newAccount, newCommunity, settled, type TestAccount, write } from '../../support/evidence';
import { createTestContext } from '../../support/stack/context';

let context: Context;
let communityId: string;
beforeAll(async () => {
  context = await createTestContext();
  communityId = await newCommunity(context);
});
afterAll(() => context.destroy());

const entryOf = ({ accountId }: TestAccount, key: string) => ({
  ...{ communityId, accountId, caseId: null, key, at: AT, actorId: 'system' },
  ...(settled(0) as { kind: 'settled'; content: { claimableFen: number } }),
});
const append = (account: TestAccount, key: string) =>
  withScope(context, communityId, (tx) => appendEvidence(tx, context, entryOf(account, key)));
const chainOf = ({ accountId }: TestAccount) =>
  withScope(context, communityId, async (tx) => ({
    head: await tx.evidenceHead.findUnique({ where: { accountId } }),
    entries: await tx.evidenceEntry.findMany({ where: { accountId }, orderBy: { seq: 'asc' } }),
    contents: await tx.evidenceContent.count({ where: { accountId } }),
  }));

describe('law 5: evidence only grows', () => {
  it('has one entry a key, however often it is told', async () => {
    const account = await newAccount(context, communityId, '1-1-101');
    const first = await append(account, 'once');
    expect(first).toMatchObject({ seq: 1, already: false });
    expect(await append(account, 'once')).toEqual({ ...first, already: true });
    const twice = await withScope(context, communityId, (tx) =>
      appendAllEvidence(
        tx,
        context,
        ['a', 'once', 'a'].map((key) => entryOf(account, key)),
      ),
    );
    expect(twice.map(({ seq, already }) => [seq, already])).toEqual([
      [2, false],
      [1, true],
      [2, true],
    ]);
    expect((await chainOf(account)).entries).toHaveLength(2);
  });

  it('has no gap and one line when many append at once, to several accounts in any order', async () => {
    const accounts = [
      await newAccount(context, communityId, '1-1-201'),
      await newAccount(context, communityId, '1-1-202'),
      await newAccount(context, communityId, '1-1-203'),
    ];
    await Promise.all(
      Array.from({ length: 30 }, (_, turn) =>
        withScope(context, communityId, (tx) => {
          const entries = accounts.map((account) => entryOf(account, `${turn}/${account.label}`));
          return appendAllEvidence(tx, context, turn % 2 ? entries : entries.reverse());
        }),
      ),
    );
    for (const account of accounts) {
      const { head, entries, contents } = await chainOf(account);
      expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
      expect(entries.slice(1).map(({ previous }) => previous)).toEqual(
        entries.slice(0, -1).map(({ hash }) => hash),
      );
      expect(head).toMatchObject({ seq: 30, hash: entries.at(-1)?.hash });
      expect(contents).toBe(30);
    }
  });

  it('takes the same key told by two at once as one', async () => {
    const account = await newAccount(context, communityId, '1-1-301');
    const answers = await Promise.all(Array.from({ length: 10 }, () => append(account, 'the same')));
    expect(new Set(answers.map(({ hash }) => hash)).size).toBe(1);
    expect(answers.filter(({ already }) => !already)).toHaveLength(1);
  });

  it('is committed with what it speaks of, or neither is', async () => {
    const account = await newAccount(context, communityId, '1-1-401');
    await write(context, account, settled(0));
    const failing = withScope(context, communityId, async (tx) => {
      await appendEvidence(tx, context, entryOf(account, 'rolled back'));
      throw new Error('the row could not be written');
    });
    await expect(failing).rejects.toThrow('could not be written');
    expect(await append(account, 'after')).toMatchObject({ seq: 2, already: false });
  });

  it('refuses one key for two things, and a content that is not of its kind', async () => {
    const [one, other] = [
      await newAccount(context, communityId, '1-1-501'),
      await newAccount(context, communityId, '1-1-502'),
    ];
    await append(one, 'mine');
    await expect(append(other, 'mine')).rejects.toThrow('two different things');
    const wrong = { ...entryOf(one, 'wrong'), content: { claimableFen: 0, phone: '13800000001' } };
    await expect(withScope(context, communityId, (tx) => appendEvidence(tx, context, wrong))).rejects.toThrow(
      'phone',
    );
  });

  it('keeps contents sealed: no table has them in the clear', async () => {
    const account = await newAccount(context, communityId, '1-1-601');
    await write(context, account, {
      kind: 'exemption',
      content: { exemptionId: 'e', reason: '业主张三来电 13800000001' },
    });
    const rows = await withScope(context, communityId, (tx) =>
      tx.evidenceContent.findMany({ where: { accountId: account.accountId } }),
    );
    expect(JSON.stringify(rows)).not.toMatch(/张三|138/);
  });
});

describe('law 5: nobody can take evidence back', () => {
  const tables = ['evidence_entry', 'evidence_content', 'evidence_file', 'captured_message'];
  const onlyAddedTo = [...tables, 'allocation', 'waiver', 'ledger_event'];
  const changes = (table: string, column = 'communityId') => [
    `update ${table} set "${column}" = "${column}"`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
  ];

  beforeAll(async () => {
    await write(context, await newAccount(context, communityId, '2-1-101'), settled(0), settled(1));
  });

  it.each(onlyAddedTo)('not the application, which has no right to: %s', async (table) => {
    for (const sql of changes(table)) {
      await expect(context.db.$executeRawUnsafe(sql)).rejects.toThrow('permission denied');
    }
  });

  it('nor can it take on the right', async () => {
    for (const sql of [
      'set role cuijiao_owner',
      'set role cuijiao_eraser',
      'set session_replication_role = replica',
    ]) {
      await expect(context.db.$executeRawUnsafe(sql)).rejects.toThrow('permission denied');
    }
    await expect(
      context.db.$executeRawUnsafe('alter table evidence_entry disable trigger user'),
    ).rejects.toThrow('must be owner');
  });

  it.each(onlyAddedTo)('not their owner either, whose every statement is refused: %s', async (table) => {
    await asOwner(async (owner) => {
      for (const sql of changes(table)) await expect(owner.query(sql)).rejects.toThrow('only added to');
    });
  });

  it('sets no head back: neither removes it nor names what is not there', async () => {
    const head = 'update evidence_head set';
    await expect(context.db.$executeRawUnsafe('delete from evidence_head')).rejects.toThrow(
      'permission denied',
    );
    await expect(context.db.$executeRawUnsafe(`${head} seq = seq - 1`)).rejects.toThrow(
      'entry that is there',
    );
    await expect(context.db.$executeRawUnsafe(`${head} seq = seq + 1`)).rejects.toThrow(
      'entry that is there',
    );
    await expect(
      context.db.$executeRawUnsafe(`${head} "accountId" = '${randomUUID()}', seq = seq + 1`),
    ).rejects.toThrow('entry that is there');
    await asOwner(async (owner) => {
      await expect(owner.query('delete from evidence_head')).rejects.toThrow('only added to');
      await expect(owner.query('truncate evidence_head')).rejects.toThrow('only added to');
    });
  });

  async function asOwner(work: (client: pg.Client) => Promise<void>): Promise<void> {
    const owner = new pg.Client(context.config.databaseOwnerUrl);
    await owner.connect();
    try {
      await work(owner);
    } finally {
      await owner.end();
    }
  }
});
