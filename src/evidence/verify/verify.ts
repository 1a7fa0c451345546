import type { Context } from '../../context';
import { withSystemScope } from '../../db/scope';
import { UserError } from '../../errors';
import { verifyChains } from './chains';
import { verifyFiles } from './files';
import type { Finding } from './finding';
import { type PublishedReport, verifyPublished } from './published';

export type VerifyOptions = {
  communityId?: string;
  accountId?: string;
  /** The chain is the account's: a case is verified with all of it. */
  caseId?: string;
  /** Path of a file of published heads; none: the newest that the storage has */
  headsFile?: string;
  /** Of the installation that signed it, base64; none: this one's */
  publicKey?: string;
};

export type VerifyReport = {
  whole: boolean;
  accounts: number;
  entries: number;
  files: number;
  /** contents that were lawfully erased: their entries stand, what they said is gone */
  erased: number;
  /** null: no heads were ever published, so that a cut tail would not show */
  published: PublishedReport | null;
  /** the first of them; `found` counts all */
  findings: Finding[];
  found: number;
};

const MOST_FINDINGS = 1000;

/**
 * Recomputes every hash and digest, account by account and page by page: the memory that it takes does not grow with what it reads.
 *
 * @param onProgress told the number of accounts after each page
 * @throws {UserError} CASE_UNKNOWN
 */
export async function verifyEvidence(
  context: Pick<Context, 'db' | 'cipher' | 'config' | 'keys'>,
  options: VerifyOptions = {},
  onProgress: (accounts: number) => void = () => {},
): Promise<VerifyReport> {
  const { communityId, headsFile, publicKey } = options;
  const accountId = options.caseId ? await accountOfCase(context, options.caseId) : options.accountId;
  const report: VerifyReport = {
    ...{ whole: true, accounts: 0, entries: 0, files: 0, erased: 0, published: null, findings: [], found: 0 },
  };
  const found = (one: Finding) => {
    report.whole = false;
    report.found += 1;
    if (report.findings.length < MOST_FINDINGS) report.findings.push(one);
  };
  for await (const chains of verifyChains(context, { communityId, accountId })) {
    const files = await verifyFiles(context, chains);
    for (const chain of chains) {
      for (const one of chain.findings) found(one);
      report.entries += chain.entries;
      report.erased += chain.erased;
    }
    for (const one of files.findings) found(one);
    report.accounts += chains.length;
    report.files += files.files;
    onProgress(report.accounts);
  }
  const published = { headsFile, publicKey, communityId, accountId };
  report.published = await verifyPublished(context, published, found);
  return report;
}

async function accountOfCase(context: Pick<Context, 'db'>, caseId: string): Promise<string> {
  const row = await withSystemScope(context, (tx) =>
    tx.dunningCase.findUnique({ where: { id: caseId }, select: { accountId: true } }),
  );
  if (!row) throw new UserError('CASE_UNKNOWN', '没有这个案件', 'there is no such case', 404);
  return row.accountId;
}
