import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Context } from '../../../src/context';
import { headsKeys, publishHeads } from '../../../src/evidence/heads';
import { verifyEvidence } from '../../../src/evidence/verify/verify';
import {
  entryOf,
  newAccount,
  newCommunity,
  settled,
  type TestAccount,
  tamper,
  write,
} from '../../support/evidence';
import { createTestContext } from '../../support/stack/context';

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
describe('published heads', () => {
  /** Cuts the tail so that the database alone cannot show it: entries, contents and head. */
  const cut = async () => {
    const { hash } = await entryOf(context, account, 3);
    await tamper(context, 'delete from evidence_content where "accountId" = $1 and seq > 3', [
      account.accountId,
    ]);
    await tamper(context, 'delete from evidence_entry where "accountId" = $1 and seq > 3', [
      account.accountId,
    ]);
    await tamper(context, 'update evidence_head set seq = 3, hash = $2 where "accountId" = $1', [
      account.accountId,
      hash,
    ]);
  };

  it('are what shows a cut tail: without any, the database alone is consistent', async () => {
    await cut();
    expect(await verify()).toMatchObject({ whole: true, published: null });
  });

  it('show a tail that was cut after they were published', async () => {
    expect(await publishHeads(context)).toMatchObject({ already: false });
    expect(await verify()).toMatchObject({ whole: true, published: { heads: 2 } });
    await cut();
    const { findings, whole } = await verify();
    expect(whole).toBe(false);
    expect(findings.map(({ zh }) => zh)).toEqual(['8-1-1104 户第 4 条起的记录被截去（已公布的登记里有）']);
    expect(await verify({ accountId: bystander.accountId })).toMatchObject({
      whole: true,
      published: { heads: 1 },
    });
  });

  it('show a chain that was removed, and one that was written anew as a whole', async () => {
    await publishHeads(context);
    const before = await entryOf(context, bystander, 2);
    await tamper(context, 'delete from evidence_content');
    await tamper(context, 'delete from evidence_entry');
    await tamper(context, 'delete from evidence_head');
    await write(context, bystander, settled(1), settled(9));
    expect((await entryOf(context, bystander, 2)).hash).not.toBe(before.hash);
    expect((await problems()).sort()).toEqual([
      ['CHAIN_MISSING', '8-1-1104', null],
      ['ENTRY_REWRITTEN', '8-1-1105', 2],
    ]);
  });

  it('are published once a day, signed so that the public key is enough to check them', async () => {
    const first = await publishHeads(context);
    const file = path.join(context.config.evidenceDir, 'documents', first.name);
    const bytes = readFileSync(file, 'utf8');
    await write(context, account, settled(6));
    expect(await publishHeads(context)).toEqual({ name: first.name, digest: null, already: true });
    expect(readFileSync(file, 'utf8')).toBe(bytes);
    // what was appended since is no fault
    expect(await verify()).toMatchObject({ whole: true, published: { file: first.name, heads: 2 } });

    const { publicKey } = headsKeys(context.keys.signing);
    const other = { ...context, keys: { ...context.keys, signing: randomBytes(32) } };
    expect(await verifyEvidence(other, { publicKey })).toMatchObject({
      whole: true,
      published: { heads: 2 },
    });
    const stranger = await verifyEvidence(other, {});
    expect(stranger.findings.map(({ problem }) => problem)).toEqual(['HEADS_FILE_WRONG']);
  });

  it('are believed only as they were signed', async () => {
    const { name } = await publishHeads(context);
    const genuine = readFileSync(path.join(context.config.evidenceDir, 'documents', name), 'utf8');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'cuijiao-heads-'));
    const forged = async (text: string) => {
      const headsFile = path.join(folder, 'heads.jsonl');
      writeFileSync(headsFile, text);
      return (await verify({ headsFile })).findings.map(({ zh }) => zh.split('：')[1]);
    };
    expect(await forged(genuine)).toEqual([]);
    expect(await forged(genuine.replace('"seq":5', '"seq":4'))).toEqual(['内容或签名被改动']);
    const lines = genuine.trimEnd().split('\n');
    expect(await forged([...lines.slice(0, 2), ...lines.slice(3)].join('\n'))).toEqual(['内容或签名被改动']);
    expect(await forged(lines.slice(0, -1).join('\n'))).toEqual(['内容或签名被改动']);
    expect(await forged(`${genuine}\n{}`)).toEqual(['内容或签名被改动']);
    expect(await forged('nothing of ours')).toEqual(['不是登记文件']);
  });
});
