import type { z } from 'zod';
import type { Tx } from '../db/scope';
import { FORM_WORDS, TEXT_CODES, TEXTS, templateIdOf } from '../domain/text-codes';
import { rulesOfPlace } from '../policy/rule-packs';
import { hasCounsel, mayApprove } from '../texts/approve';
import { judgeText } from '../texts/preview';
import { type TextRow, type TextStatus, textRow, textRows } from '../texts/rows';
import type { Member } from './access';
import type { textDetailSchema, textSummarySchema, textVersionSchema } from './schemas/text';

const STATUS_WORDS: Record<TextStatus, string> = {
  draft: '草稿',
  proposed: '待批准',
  active: '在用',
  retired: '已停用',
  refused: '未批准',
};

type Version = z.infer<typeof textVersionSchema>;

/** Every text of the product, with the versions that the community has of it. */
export async function summaries(tx: Tx, communityId: string): Promise<z.infer<typeof textSummarySchema>[]> {
  const rows = await textRows(tx, communityId);
  const names = await namesOf(tx, rows);
  return TEXT_CODES.map((code) => {
    const versions = rows.filter((row) => row.code === code);
    const { form, zh, level } = TEXTS[code];
    return {
      ...{ code, zh, form, level },
      formZh: FORM_WORDS[form],
      activeVersion: versions.find(({ status }) => status === 'active')?.version ?? null,
      versions: versions.map((row) => versionOf(row, names)),
    };
  });
}

/** One version with what the linter says today, how it would look at its longest, and whether this person may approve it. */
export async function detail(
  tx: Tx,
  { community, userId }: Member,
  { code, version }: { code: string; version: number },
): Promise<z.infer<typeof textDetailSchema>> {
  const row = await textRow(tx, community.id, code, version);
  const owner = await tx.community.findUniqueOrThrow({ where: { id: community.id } });
  const approver = { userId, roles: community.roles, now: new Date(0) };
  const rules = await rulesOfPlace(tx, community.id);
  const refused = mayApprove(row, approver, await hasCounsel(tx, community.id), rules);
  return {
    ...versionOf(row, await namesOf(tx, [row])),
    ...{ code: row.code, form: row.form, subject: row.subject, body: row.body },
    zh: TEXTS[row.code].zh,
    formZh: FORM_WORDS[row.form],
    judgement: judgeText(owner, row, rules),
    mayApprove: refused === null,
    why: refused?.zh ?? null,
  };
}

async function namesOf(tx: Tx, rows: readonly TextRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = rows.flatMap(({ createdById, proposedById, approvedById, refusedById }) =>
    [createdById, proposedById, approvedById, refusedById].filter((id): id is string => id !== null),
  );
  const users = await tx.user.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true },
  });
  return new Map(users.map(({ id, name }) => [id, name]));
}

function versionOf(row: TextRow, names: ReadonlyMap<string, string>): Version {
  const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? null));
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    version: row.version,
    templateId: templateIdOf(row.code, row.version),
    status: row.status,
    statusZh: STATUS_WORDS[row.status],
    builtIn: row.createdById === null,
    createdById: row.createdById,
    createdByName: nameOf(row.createdById),
    createdAt: row.createdAt.toISOString(),
    proposedById: row.proposedById,
    proposedByName: nameOf(row.proposedById),
    proposedAt: iso(row.proposedAt),
    approvedById: row.approvedById,
    approvedByName: nameOf(row.approvedById),
    approvedAt: iso(row.approvedAt),
    retiredAt: iso(row.retiredAt),
    refusedByName: nameOf(row.refusedById),
    refusedAt: iso(row.refusedAt),
    refusedReason: row.refusedReason,
  };
}
