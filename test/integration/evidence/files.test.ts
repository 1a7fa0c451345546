import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from '../../../src/context';
import { keepFile } from '../../../src/evidence/files';
import { verifyEvidence } from '../../../src/evidence/verify/verify';
import { AT, newAccount, newCommunity, type TestAccount, tamper } from '../../support/evidence';
import { createTestContext } from '../../support/stack/context';

const USER = '0198c0de-0000-7000-8000-00000000000a';
let context: Context;
let communityId: string;
let account: TestAccount;
/** A database for every test: what one breaks is broken for good. */
beforeEach(async () => {
  context = await createTestContext();
  communityId = await newCommunity(context);
  account = await newAccount(context, communityId, '8-1-1104');
});
afterEach(() => context.destroy());

const verify = (options = {}) => verifyEvidence(context, options);
const problems = async (options = {}) =>
  (await verify(options)).findings.map(({ problem, label, seq }) => [problem, label, seq]);
describe('files', () => {
  const jpeg = (text: string) =>
    Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.from(text)]);
  const keep = (bytes: Buffer, shows: 'door' | 'content' = 'door', taskId: string | null = null) =>
    keepFile(
      context,
      { communityId, accountId: account.accountId, caseId: null, taskId, shows, byId: USER, at: AT },
      (async function* () {
        for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
      })(),
    );
  const pathOf = (sha256: string) =>
    path.join(context.config.evidenceDir, 'files', sha256.slice(0, 2), sha256.slice(2, 4), sha256);

  it('are kept by their content, once, with an entry', async () => {
    const first = await keep(jpeg('the door of 8-1-1104'));
    expect(first).toMatchObject({ mediaType: 'image/jpeg', already: false });
    expect(readFileSync(pathOf(first.sha256))).toEqual(jpeg('the door of 8-1-1104'));
    expect(await keep(jpeg('the door of 8-1-1104'))).toMatchObject({ fileId: first.fileId, already: true });
    expect(await keep(jpeg('the door of 8-1-1104'), 'content')).toMatchObject({ already: false });
    expect(await verify()).toMatchObject({ whole: true, files: 2, entries: 2 });
    expect(readdirSync(path.join(context.config.evidenceDir, 'drafts'))).toEqual([]);
  });

  it('are of a task of this account, or of none', async () => {
    const foreign = '018f0000-0000-7000-8000-000000000000';
    await expect(keep(jpeg('the door'), 'door', foreign)).rejects.toMatchObject({ code: 'TASK_UNKNOWN' });
    expect(await verify()).toMatchObject({ whole: true, entries: 0 });
  });

  it('are named when a byte of them was changed, when they are gone, when their row was changed or invented', async () => {
    const [changed, gone, altered] = [
      await keep(jpeg('one')),
      await keep(jpeg('two')),
      await keep(jpeg('three')),
    ];
    writeFileSync(pathOf(changed.sha256), jpeg('0ne'));
    rmSync(pathOf(gone.sha256));
    await tamper(context, `update evidence_file set "mediaType" = 'image/png' where id = $1`, [
      altered.fileId,
    ]);
    await tamper(
      context,
      `insert into evidence_file (id, "communityId", "accountId", sha256, size, "mediaType", shows, at)
       select gen_random_uuid(), "communityId", "accountId", sha256, size, "mediaType", 'slip', at
       from evidence_file where id = $1`,
      [altered.fileId],
    );
    expect((await problems()).sort()).toEqual([
      ['FILE_CHANGED', '8-1-1104', 1],
      ['FILE_MISSING', '8-1-1104', 2],
      ['FILE_RECORD_CHANGED', '8-1-1104', 3],
      ['FILE_UNRECORDED', '8-1-1104', null],
    ]);
  });

  it('are photos, PDF and recordings by their own bytes, not too large, and leave nothing behind when refused', async () => {
    const isoMedia = (brand: string) =>
      Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}0000${brand}mp42`)]);
    const kinds: [string, Buffer][] = [
      ['image/png', Buffer.from('89504e470d0a1a0a00', 'hex')],
      ['image/webp', Buffer.from('RIFF0000WEBPVP8 ')],
      ['image/heic', isoMedia('heic')],
      ['application/pdf', Buffer.from('%PDF-1.7 …')],
      ['audio/mp4', isoMedia('M4A ')],
      ['audio/mpeg', Buffer.from('ID3\u0004 …')],
      ['audio/mpeg', Buffer.from('fffb9064', 'hex')],
    ];
    for (const [mediaType, bytes] of kinds) expect(await keep(bytes)).toMatchObject({ mediaType });
    const refused = { code: 'MEDIA_TYPE_REFUSED' };
    await expect(keep(Buffer.from('<html><script>'))).rejects.toMatchObject(refused);
    await expect(keep(Buffer.from('MZ this is a program'))).rejects.toMatchObject(refused);
    await expect(keep(isoMedia('qt  '))).rejects.toMatchObject(refused);
    await expect(keep(Buffer.alloc(0))).rejects.toMatchObject({ code: 'FILE_EMPTY' });
    const large = Buffer.concat([jpeg(''), Buffer.alloc(26 * 1024 * 1024)]);
    const inOnePiece = keepFile(
      context,
      {
        communityId,
        accountId: account.accountId,
        caseId: null,
        taskId: null,
        shows: 'door',
        byId: USER,
        at: AT,
      },
      (async function* () {
        yield large;
      })(),
    );
    await expect(inOnePiece).rejects.toMatchObject({ code: 'FILE_TOO_LARGE', status: 413 });
    expect(readdirSync(path.join(context.config.evidenceDir, 'drafts'))).toEqual([]);
    expect(await verify()).toMatchObject({ whole: true, files: kinds.length });
  });
});
