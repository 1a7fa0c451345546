import { withdrawReleases } from '../../cases/withdraw-release';
import type { Context } from '../../context';
import type { Tx } from '../../db/scope';
import { declaredSchema } from '../../domain/take-over';
import { appendAllEvidence, type NewEntry } from '../../evidence/append';
import { type LedgerTime, raiseLedgerVersions } from '../claimable';
import { type BatchFacts, nextKeys, planChunk } from './chunk';
import { keepResults } from './compare';
import type { NameChanges } from './place-account';
import { flush, type Writes } from './writes';

export type Accepting = {
  batch: BatchFacts;
  by: string;
  time: LedgerTime;
};

/**
 * Plans the next accounts again, under their locks, and writes what was planned.
 *
 * @returns the last key, and how many rows; null when there are no more
 */
export async function acceptChunk(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  { batch, by, time }: Accepting,
  nameChanges: NameChanges,
  after: string,
): Promise<{ last: string; rows: number } | null> {
  const keys = await nextKeys(tx, batch.id, after);
  const [first] = keys;
  if (first === undefined) return null;
  const options = { today: time.today, nameChanges, locked: true };
  const { results, writes, state } = await planChunk(tx, context, batch, keys, options);
  await flush(tx, writes, new Date(time.now));
  const caseOf = (accountId: string): string | null => state.accounts.get(accountId)?.caseId ?? null;
  await tellChanges(
    tx,
    context,
    changesOf({ batch, by, time }),
    writes.changed,
    `import/${batch.id}/${first}`,
    caseOf,
  );
  await tellTakenOver(tx, context, { batch, by, time }, writes);
  // what only turned out now goes back to finance as well
  await keepResults(
    tx,
    batch.id,
    results.filter(({ verdict }) => verdict === 'bad'),
  );
  return { last: keys.at(-1) ?? first, rows: results.length };
}

export type Changes = {
  communityId: string;
  refId: string | null;
  by: string;
  time: LedgerTime;
  data: Record<string, string>;
  /** A ledger asks for consent anew where it raises what a case claims */
  asksAnew: boolean;
};

export function changesOf({ batch, by, time }: Accepting): Changes {
  const data = { asOf: batch.asOf, import: batch.kind };
  const asksAnew = batch.kind === 'ledger';
  return { communityId: batch.communityId, refId: batch.id, by, time, data, asksAnew };
}

/** Version, nudge and evidence for every account that owes something else now. */
export async function tellChanges(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  { communityId, refId, by, time, data, asksAnew }: Changes,
  changed: Writes['changed'],
  key: string,
  caseOf: (accountId: string) => string | null,
): Promise<void> {
  const raises = [...changed].map(([accountId, kind]) => ({
    communityId,
    accountId,
    kind,
    key: `${key}/${accountId}`,
    refId,
  }));
  const raised = await raiseLedgerVersions(tx, raises, time);
  if (asksAnew && refId !== null) {
    await withdrawReleases(tx, { communityId, batchId: refId }, [...raised.keys()], time);
  }
  await appendAllEvidence(
    tx,
    context,
    raises.flatMap(({ accountId, kind, key: eventKey }): NewEntry[] => {
      const told = raised.get(accountId);
      if (!told) return [];
      return [
        {
          communityId,
          accountId,
          caseId: caseOf(accountId),
          key: `ledger/${eventKey}`,
          at: new Date(time.now),
          actorId: by,
          kind: 'ledger',
          content: {
            change: kind,
            refId,
            ledgerVersion: told.ledgerVersion,
            claimableFen: told.claim.claimableFen,
            principalFen: told.claim.principalOutstandingFen,
            data,
          },
        },
      ];
    }),
  );
}

async function tellTakenOver(
  tx: Tx,
  context: Pick<Context, 'cipher'>,
  { batch, by, time }: Accepting,
  { accountUpdates }: Writes,
): Promise<void> {
  const { communityId, id: importId, fileDigest } = batch;
  await appendAllEvidence(
    tx,
    context,
    [...accountUpdates].flatMap(([accountId, { declared }]): NewEntry[] =>
      declared === undefined
        ? []
        : [
            {
              communityId,
              accountId,
              caseId: null,
              key: `taken-over/${importId}/${accountId}`,
              at: new Date(time.now),
              actorId: by,
              kind: 'taken_over',
              content: { importId, fileDigest, declared: declaredSchema.parse(declared) },
            },
          ],
    ),
  );
}
