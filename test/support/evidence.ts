import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createCommunity } from '../../src/communities/create';
import type { Context } from '../../src/context';
import { withScope, withSystemScope } from '../../src/db/scope';
import { appendAllEvidence, type NewEntry } from '../../src/evidence/append';
import type { EntryBody } from '../../src/evidence/entries';

export const AT = new Date('2026-11-20T02:00:00Z');
export type TestAccount = { communityId: string; accountId: string; label: string };

export async function newCommunity(context: Context): Promise<string> {
  const name = `小区 ${randomUUID()}`;
  const { id } = await withSystemScope(context, (tx) =>
    createCommunity(tx, { name, companyName: '公司', servicePhone: '0571-88880000' }),
  );
  return id;
}

export async function newAccount(context: Context, communityId: string, label: string): Promise<TestAccount> {
  return withScope(context, communityId, async (tx) => {
    const party = await tx.party.create({
      data: { communityId, kind: 'owner', nameSealed: '-', nameIndex: '-' },
    });
    const account = await tx.account.create({
      data: {
        communityId,
        partyId: party.id,
        label,
        building: label.split('-')[0] ?? null,
        personIndex: '-',
      },
    });
    return { communityId, accountId: account.id, label };
  });
}

/** Entries of one account, each in a transaction of its own, one after the other. */
export async function write(
  context: Context,
  { communityId, accountId }: TestAccount,
  ...bodies: (EntryBody & { key?: string; actorId?: string })[]
): Promise<void> {
  for (const { key = randomUUID(), actorId = 'system', ...body } of bodies) {
    const entry = { communityId, accountId, caseId: null, key, at: AT, actorId, ...body } as NewEntry;
    await withScope(context, communityId, (tx) => appendAllEvidence(tx, context, [entry]));
  }
}

export function settled(claimableFen: number): EntryBody {
  return { kind: 'settled', content: { claimableFen } };
}

/** What an owner of the tables can do who has switched the triggers off: somebody with the database in his hands. */
export async function tamper(context: Context, sql: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client(context.config.databaseOwnerUrl);
  await client.connect();
  try {
    const tables = ['evidence_entry', 'evidence_content', 'evidence_head', 'evidence_file'];
    for (const table of tables) await client.query(`alter table ${table} disable trigger user`);
    await client.query('alter table evidence_content drop constraint if exists evidence_content_of_entry');
    await client.query(sql, values);
    for (const table of tables) await client.query(`alter table ${table} enable trigger user`);
  } finally {
    await client.end();
  }
}

export function entryOf(context: Context, { communityId, accountId }: TestAccount, seq: number) {
  return withScope(context, communityId, (tx) =>
    tx.evidenceEntry.findUniqueOrThrow({ where: { accountId_seq: { accountId, seq } } }),
  );
}
