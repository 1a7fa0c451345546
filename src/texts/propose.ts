import { z } from 'zod';
import type { Tx } from '../db/scope';
import { FORM_WORDS, TEXT_CODES, TEXTS, textCodeSchema } from '../domain/text-codes';
import { errorsOf } from '../domain/text-linter/finding';
import { lintText } from '../domain/text-linter/lint';
import { UserError } from '../errors';
import { rulesOfPlace } from '../policy/rule-packs';
import { BUILT_IN } from './built-in';
import { lockTexts, type TextRow, textRow, textRows } from './rows';

const LONGEST_BODY = 4_000;

export const draftSchema = z.object({
  code: textCodeSchema,
  subject: z.string().trim().min(1, { error: '主题：不能为空' }).max(200).nullable().default(null),
  body: z
    .string()
    .trim()
    .min(1, { error: '正文：须填写' })
    .max(LONGEST_BODY, { error: `正文：最多 ${LONGEST_BODY} 字` }),
});
export type TextDraft = z.infer<typeof draftSchema>;

/** The wording of the first day, for the texts that a community has none of: proposed by the product, in force when a person approves. */
export async function proposeBuiltIn(tx: Tx, communityId: string, now: Date): Promise<void> {
  const there = await tx.textTemplate.findMany({
    where: { communityId },
    distinct: ['code'],
    select: { code: true },
  });
  const missing = TEXT_CODES.filter((code) => !there.some((row) => row.code === code));
  await tx.textTemplate.createMany({
    data: missing.map((code) => ({
      communityId,
      code,
      version: 1,
      form: TEXTS[code].form,
      ...BUILT_IN[code],
      status: 'proposed',
      proposedAt: now,
    })),
  });
}

/**
 * Keeps a wording as a draft: as the next version of its text, or in place of the person's own draft of it. What the linter has
 * against it is kept with it, and keeps nobody from writing.
 * @throws {UserError} SUBJECT_NOT_HERE
 */
export async function saveDraft(
  tx: Tx,
  { communityId, userId }: { communityId: string; userId: string },
  draft: TextDraft,
): Promise<TextRow> {
  const { code, body } = draft;
  const { form } = TEXTS[code];
  if (draft.subject !== null && form !== 'email') {
    throw new UserError(
      'SUBJECT_NOT_HERE',
      `${FORM_WORDS[form]}没有主题`,
      'only an e-mail has a subject',
      422,
    );
  }
  await lockTexts(tx, communityId);
  const [latest] = await textRows(tx, communityId, code);
  const rules = await rulesOfPlace(tx, communityId);
  const wording = { subject: draft.subject, body, findings: lintText(draft, null, rules) };
  if (latest?.status === 'draft' && latest.createdById === userId) {
    await tx.textTemplate.update({ where: { id: latest.id }, data: wording });
    return textRow(tx, communityId, code, latest.version);
  }
  const version = (latest?.version ?? 0) + 1;
  await tx.textTemplate.create({
    data: { communityId, code, version, form, createdById: userId, ...wording },
  });
  return textRow(tx, communityId, code, version);
}

/**
 * Lays a draft before a second person.
 * @throws {UserError} TEXT_UNKNOWN, TEXT_NOT_DRAFT, TEXT_FAULTY
 */
export async function proposeText(
  tx: Tx,
  { communityId, userId, now }: { communityId: string; userId: string; now: Date },
  { code, version }: { code: string; version: number },
): Promise<TextRow> {
  await lockTexts(tx, communityId);
  const row = await textRow(tx, communityId, code, version);
  if (row.status !== 'draft')
    throw new UserError('TEXT_NOT_DRAFT', '这一版不是草稿', 'this version is no draft', 409);
  const findings = lintText(row, null, await rulesOfPlace(tx, communityId));
  const faults = errorsOf(findings);
  if (faults.length > 0) {
    throw new UserError(
      'TEXT_FAULTY',
      `文本不能提交：${faults.map(({ zh }) => zh).join('；')}`,
      `the text is refused: ${faults.map(({ rule }) => rule).join(', ')}`,
      422,
      { findings },
    );
  }
  await tx.textTemplate.update({
    where: { id: row.id },
    data: { status: 'proposed', findings, proposedById: userId, proposedAt: now },
  });
  return textRow(tx, communityId, code, version);
}

/** @throws {UserError} TEXT_UNKNOWN, TEXT_NOT_PROPOSED */
export async function refuseText(
  tx: Tx,
  { communityId, userId, now }: { communityId: string; userId: string; now: Date },
  { code, version, reason }: { code: string; version: number; reason: string },
): Promise<TextRow> {
  await lockTexts(tx, communityId);
  const row = await textRow(tx, communityId, code, version);
  if (row.status !== 'proposed') {
    throw new UserError(
      'TEXT_NOT_PROPOSED',
      '这一版没有在等批准',
      'this version does not wait for approval',
      409,
    );
  }
  await tx.textTemplate.update({
    where: { id: row.id },
    data: { status: 'refused', refusedById: userId, refusedAt: now, refusedReason: reason },
  });
  return textRow(tx, communityId, code, version);
}

/**
 * Takes a text out of force with nothing in its place: its channel is passed over from now on. One person may: it stops messages.
 * @throws {UserError} TEXT_UNKNOWN, TEXT_NOT_ACTIVE
 */
export async function retireText(
  tx: Tx,
  { communityId, userId, now }: { communityId: string; userId: string; now: Date },
  { code, version }: { code: string; version: number },
): Promise<TextRow> {
  await lockTexts(tx, communityId);
  const row = await textRow(tx, communityId, code, version);
  if (row.status !== 'active')
    throw new UserError('TEXT_NOT_ACTIVE', '这一版没有在用', 'this version is not in force', 409);
  await tx.textTemplate.update({
    where: { id: row.id },
    data: { status: 'retired', retiredById: userId, retiredAt: now },
  });
  await tx.community.update({ where: { id: communityId }, data: { textsVersion: { increment: 1 } } });
  return textRow(tx, communityId, code, version);
}
