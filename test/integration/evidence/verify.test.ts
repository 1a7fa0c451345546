import { randomBytes } from 'node:crypto';
import type { Context } from '../../../src/context';
import { createFieldCipher } from '../../../src/db/field-cipher';
import { withScope } from '../../../src/db/scope';
import { appendAllEvidence } from '../../../src/evidence/append';
import { entryHash } from '../../../src/evidence/chain';
import { eraseContents, resealContents } from '../../../src/evidence/erase';
import { verifyEvidence } from '../../../src/evidence/verify/verify';
import {
  AT,
  entryOf,
  newAccount,
  newCommunity,
  settled,
  type TestAccount,
  tamper,
  write,
} from '../../support/evidence';
import { createTestContext } from '../../support/stack/context';

const USER = '0198c0de-0000-7000-8000-00000000000a';
let context: Context;
let communityId: string;
let account: TestAccount;
let bystander: TestAccount;
/** A database, an account with five entries and another with two, for every test: what one breaks is broken for good. */
beforeEach(async () => {
  context = await createTestContext();
  communityId = await newCommunity(context);
  account = await newAccount(context, communityId, '8-1-1104');
  bystander = await newAccount(context, communityId, '8-1-1105');
  await write(context, account, ...[1, 2, 3, 4, 5].map(settled));
  await write(context, bystander, settled(1), settled(2));
});
afterEach(() => context.destroy());

const verify = (options = {}) => verifyEvidence(context, options);
const problems = async (options = {}) =>
  (await verify(options)).findings.map(({ problem, label, seq }) => [problem, label, seq]);
/** One byte of a text column of one entry, somewhere in its middle. */
const flip = (table: string, column: string, seq: number) =>
  tamper(
    context,
    `update ${table} set "${column}" = overlay("${column}" placing
       case when substr("${column}", 9, 1) = 'a' then 'b' else 'a' end from 9)
     where "accountId" = $1 and seq = $2`,
    [account.accountId, seq],
  );

describe('verifying evidence', () => {
  it('finds nothing where nothing was changed', async () => {
    expect(await verify()).toMatchObject({ whole: true, accounts: 2, entries: 7, erased: 0, findings: [] });
  });

  it('names a changed byte of a content: whose, which, of what kind, of which day', async () => {
    await flip('evidence_content', 'contentSealed', 3);
    const { whole, findings } = await verify();
    expect(whole).toBe(false);
    expect(findings).toEqual([
      expect.objectContaining({ problem: 'CONTENT_CHANGED', accountId: account.accountId, seq: 3 }),
    ]);
    expect(findings[0]?.zh).toBe('8-1-1104 户第 3 条（2026-11-20，结清）内容被改动');
    expect(findings[0]?.en).toBe(
      'account 8-1-1104 entry 3 (2026-11-20, settlement): its content was changed',
    );
  });

  it.each(['salt'])('names a content whose %s was changed', async (column) => {
    await flip('evidence_content', column, 2);
    expect(await problems()).toEqual([['CONTENT_CHANGED', '8-1-1104', 2]]);
  });

  it.each(['hash', 'previous', 'contentDigest', 'key', 'actorId', 'kind'])(
    'names the one entry of which %s was changed',
    async (column) => {
      const sql = `update evidence_entry set "${column}" = translate("${column}", '0123456789abcdefst', '123456789abcdef0ts')
        where "accountId" = $1 and seq = 3`;
      await tamper(context, sql, [account.accountId]);
      const found = await problems();
      expect(found).toContainEqual(['ENTRY_CHANGED', '8-1-1104', 3]);
      expect(found.filter(([, , seq]) => seq !== 3)).toEqual([]);
    },
  );

  it.each(['at', 'realAt'])(
    'names the entry of which the time (%s) was moved by a millisecond',
    async (column) => {
      await tamper(
        context,
        `update evidence_entry set "${column}" = "${column}" + interval '1 ms' where "accountId" = $1 and seq = 5`,
        [account.accountId],
      );
      expect(await problems()).toEqual([['ENTRY_CHANGED', '8-1-1104', 5]]);
    },
  );

  it.each(['caseId', 'communityId'])('names the entry that was moved to another %s', async (column) => {
    await tamper(
      context,
      `update evidence_entry set "${column}" = gen_random_uuid() where "accountId" = $1 and seq = 2`,
      [account.accountId],
    );
    expect(await problems()).toEqual([['ENTRY_CHANGED', '8-1-1104', 2]]);
  });

  it('names an entry that was changed with its hash computed anew: the next one betrays it', async () => {
    const entry = await entryOf(context, account, 2);
    const forged = { ...entry, actorId: 'somebody else' };
    const hash = entryHash({ ...forged, atMs: entry.at.getTime(), realAtMs: entry.realAt.getTime() });
    await tamper(
      context,
      `update evidence_entry set "actorId" = 'somebody else', hash = $2 where "accountId" = $1 and seq = 2`,
      [account.accountId, hash],
    );
    expect(await problems()).toEqual([['ENTRY_REWRITTEN', '8-1-1104', 2]]);
  });

  it('names an entry that is gone, and a content that is gone without a lawful erasure', async () => {
    await tamper(context, 'delete from evidence_entry where "accountId" = $1 and seq = 3', [
      account.accountId,
    ]);
    await tamper(context, 'delete from evidence_content where "accountId" = $1 and seq = 4', [
      account.accountId,
    ]);
    expect(await problems()).toEqual([
      ['ENTRY_MISSING', '8-1-1104', 3],
      ['CONTENT_MISSING', '8-1-1104', 4],
    ]);
  });

  it('names a tail that is gone while the head still knows it, and a head that was set back or removed', async () => {
    await tamper(context, 'delete from evidence_entry where "accountId" = $1 and seq > 3', [
      account.accountId,
    ]);
    expect(await problems()).toEqual([
      ['ENTRY_MISSING', '8-1-1104', 4],
      ['ENTRY_MISSING', '8-1-1104', 5],
    ]);
    await tamper(context, 'delete from evidence_head where "accountId" = $1', [bystander.accountId]);
    expect(await problems({ accountId: bystander.accountId })).toEqual([['HEAD_CHANGED', '8-1-1105', 2]]);
  });

  it('looks only where it is told to', async () => {
    const elsewhere = await newCommunity(context);
    await flip('evidence_content', 'contentSealed', 1);
    expect(await verify({ communityId: elsewhere })).toMatchObject({ whole: true, accounts: 0 });
    expect(await verify({ accountId: bystander.accountId })).toMatchObject({
      whole: true,
      accounts: 1,
      entries: 2,
    });
    expect(await verify({ communityId })).toMatchObject({ whole: false, accounts: 2 });
    await expect(verify({ caseId: account.accountId })).rejects.toMatchObject({ code: 'CASE_UNKNOWN' });
  });

  it('reads a chain of more entries than a page', async () => {
    const long = await newAccount(context, communityId, '9-1-101');
    await withScope(context, communityId, async (tx) => {
      const entries = Array.from({ length: 1203 }, (_, index) => ({
        ...{
          communityId,
          accountId: long.accountId,
          caseId: null,
          key: `long/${index}`,
          at: AT,
          actorId: 'system',
        },
        ...{ kind: 'settled' as const, content: { claimableFen: index } },
      }));
      await appendAllEvidence(tx, context, entries);
    });
    expect(await verify({ accountId: long.accountId })).toMatchObject({ whole: true, entries: 1203 });
    await tamper(context, `update evidence_entry set "actorId" = 'x' where "accountId" = $1 and seq = 1001`, [
      long.accountId,
    ]);
    expect(await problems({ accountId: long.accountId })).toEqual([['ENTRY_CHANGED', '9-1-101', 1001]]);
  });
});

describe('contents lie apart', () => {
  it('so that one can lawfully be erased while the chain stays whole', async () => {
    const erasure = {
      communityId,
      accountId: account.accountId,
      seqs: [2, 4],
      reason: '业主依法要求',
      byId: USER,
      at: AT,
    };
    expect(await eraseContents(context, context.config.databaseOwnerUrl, erasure)).toBe(2);
    expect(await eraseContents(context, context.config.databaseOwnerUrl, erasure)).toBe(0);
    expect(await verify()).toMatchObject({ whole: true, entries: 8, erased: 2, findings: [] });
    await tamper(context, 'delete from evidence_content where "accountId" = $1 and seq = 3', [
      account.accountId,
    ]);
    expect(await problems()).toEqual([['CONTENT_MISSING', '8-1-1104', 3]]);
  });

  it('so that a new key can take over while the chain stays whole', async () => {
    const key = () => randomBytes(32).toString('base64');
    const cipher = createFieldCipher({ encryptionKey: key(), indexKey: key() });
    const heads = () => withScope(context, communityId, (tx) => tx.evidenceHead.findMany());
    const before = await heads();
    const ownerUrl = context.config.databaseOwnerUrl;
    expect(await resealContents(ownerUrl, context.cipher, cipher)).toBe(7);
    expect(await resealContents(ownerUrl, context.cipher, cipher)).toBe(0);
    expect(await heads()).toEqual(before);
    expect(await verifyEvidence({ ...context, cipher })).toMatchObject({ whole: true, entries: 7 });
    expect((await verify()).findings.every(({ problem }) => problem === 'CONTENT_CHANGED')).toBe(true);
  });
});
