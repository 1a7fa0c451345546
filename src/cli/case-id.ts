import { pageOf } from '../api/paging';
import { caseRowSchema } from '../api/schemas/case';
import { UserError } from '../errors';
import type { Session } from './session';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An id, or the label by which people know the account; the newest case of it. */
export async function caseIdOf({ client, base }: Session, which: string): Promise<string> {
  if (UUID.test(which)) return which;
  const { items } = await client.get(`${base}/cases`, pageOf(caseRowSchema), {
    search: which,
    status: 'open,settled,closed',
    sort: 'opened',
    limit: 100,
  });
  const exact = items.filter(({ label }) => label === which);
  const found = exact.length > 0 ? exact : items;
  const accounts = new Set(found.map(({ accountId }) => accountId));
  const [newest] = found;
  if (newest && accounts.size === 1) return newest.id;
  if (!newest) throw new UserError('NO_SUCH_CASE', `没有找到「${which}」的案件`, `no case of ${which}`, 404);
  const labels = [...new Set(found.map(({ label }) => label))].slice(0, 10).join('、');
  throw new UserError(
    'CASE_AMBIGUOUS',
    `「${which}」有多户：${labels}`,
    `${which} fits several accounts: ${labels}`,
  );
}
