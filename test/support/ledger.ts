import path from 'node:path';
import { createCommunity } from '../../src/communities/create';
import type { Context } from '../../src/context';
import { withScope, withSystemScope } from '../../src/db/scope';
import { civilDay } from '../../src/domain/civil-day';
import { type ArrearsPage, accountsInArrears } from '../../src/ledger/arrears';
import { type AccountClaim, accountClaims } from '../../src/ledger/claimable';
import { acceptImport, previewImport } from '../../src/ledger/imports';
import type { AcceptOptions } from '../../src/ledger/imports/accept';
import type { PreviewInput } from '../../src/ledger/imports/preview';
import { approveTexts } from './texts';

export const AS_OF = civilDay('2026-11-01');
export const BY = '01900000-0000-7000-8000-000000000001';

export const sample = (name: string): string => path.join(__dirname, '../../samples', name);

/** The sample's community; its clock stands at 09:30 of the ledger's as-of date. */
export async function sampleCommunity(context: Context, name = '示例花园'): Promise<string> {
  const community = await withSystemScope(context, async (tx) => {
    const made = await createCommunity(tx, {
      name,
      companyName: '示例物业',
      servicePhone: '4000000000',
      demonstration: { asOf: AS_OF, secondsPerDay: 60 },
    });
    await approveTexts(tx, made.id);
    return made;
  });
  return community.id;
}

type Options = Partial<Omit<PreviewInput, 'communityId' | 'kind' | 'path'>> &
  Partial<Omit<AcceptOptions, 'communityId' | 'batchId'>>;

/** Previews and accepts; no cases are opened. */
export async function importFile(
  context: Context,
  communityId: string,
  kind: PreviewInput['kind'],
  file: string,
  options: Options = {},
) {
  const preview = await previewImport(context, { communityId, kind, path: file, by: BY, ...options });
  const summary = await acceptImport(context, {
    communityId,
    batchId: preview.batchId,
    by: BY,
    afterLedgerAccepted: async () => {},
    ...options,
  });
  return { batchId: preview.batchId, preview: preview.summary, summary };
}

/** claimable of every account, by its label. */
export async function claimsByLabel(
  context: Context,
  communityId: string,
  day = AS_OF,
): Promise<Map<string, AccountClaim>> {
  return withScope(
    context,
    communityId,
    async (tx) => {
      const accounts = await tx.account.findMany({
        where: { communityId, mergedIntoId: null },
        select: { id: true, label: true },
      });
      const claims = await accountClaims(
        tx,
        accounts.map(({ id }) => id),
        day,
      );
      return new Map(
        accounts.flatMap(({ id, label }) => {
          const claim = claims.get(id);
          return claim ? [[label, claim] as const] : [];
        }),
      );
    },
    { timeoutMs: 60_000 },
  );
}

export async function totalClaimable(context: Context, communityId: string, day = AS_OF): Promise<number> {
  const claims = await claimsByLabel(context, communityId, day);
  return [...claims.values()].reduce((sum, { claimableFen }) => sum + claimableFen, 0);
}

/** All accounts in arrears, page by page. */
export async function arrears(
  context: Context,
  communityId: string,
  day = AS_OF,
  limit = 50,
): Promise<AccountClaim[]> {
  const all: AccountClaim[] = [];
  let after: string | null = null;
  do {
    const from: string | null = after;
    const page: ArrearsPage = await withScope(context, communityId, (tx) =>
      accountsInArrears(tx, communityId, day, from, limit),
    );
    all.push(...page.claims);
    after = page.nextAfterId;
  } while (after !== null);
  return all;
}

/** Counts of what an import may write: a second one of the same file leaves them as they are. */
export function tableCounts(context: Context, communityId: string) {
  return withScope(context, communityId, async (tx) => ({
    parties: await tx.party.count({ where: { communityId } }),
    accounts: await tx.account.count({ where: { communityId } }),
    objects: await tx.chargeObject.count({ where: { communityId } }),
    addresses: await tx.address.count({ where: { communityId } }),
    contactPoints: await tx.contactPoint.count({ where: { communityId } }),
    charges: await tx.charge.count({ where: { communityId } }),
    allocations: await tx.allocation.count({ where: { communityId } }),
    waivers: await tx.waiver.count({ where: { communityId } }),
    prepayments: await tx.prepaymentEntry.count({ where: { communityId } }),
    payments: await tx.payment.count({ where: { communityId } }),
    ledgerEvents: await tx.ledgerEvent.count({ where: { communityId } }),
    evidence: await tx.evidenceEntry.count({ where: { communityId } }),
  }));
}
