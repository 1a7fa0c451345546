import { PassingError } from '../../errors';
import {
  type RecordsQuestion,
  type SendRecord,
  type TencentClient,
  TencentRefusal,
  TencentUnreachable,
} from './client';
import { safeCode } from './codes';

/** What the provider shows at most: later pages are cut. */
const MOST_RECORDS = 1_000;
const PAGE = 50;

export type Records = { records: SendRecord[]; complete: boolean };

/**
 * Everything that was sent to one number in a span, page by page.
 *
 * @throws {PassingError} where the provider cannot be asked now
 */
export async function recordsOf(
  client: TencentClient,
  question: Omit<RecordsQuestion, 'limit' | 'offset'>,
  signal: AbortSignal,
): Promise<Records> {
  const records = new Map<string, SendRecord>();
  let read = 0;
  for (;;) {
    const page = await asked(client.records({ ...question, limit: PAGE, offset: read }, signal));
    const rows = page.SendRecordSet ?? [];
    for (const row of rows) records.set(`${row.SerialNo}/${row.SendTime}/${row.SendStatus}`, row);
    read += rows.length;
    if (read >= page.TotalCount) {
      return { records: [...records.values()], complete: page.TotalCount < MOST_RECORDS };
    }
    // fewer than it counts, or more than it shows
    if (rows.length === 0 || read >= MOST_RECORDS) return { records: [...records.values()], complete: false };
  }
}

/** Whatever is wrong with a question, the answer is not "nothing". */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TencentUnreachable) throw new PassingError('SMS_UNREACHABLE', 'not reached');
    if (error instanceof TencentRefusal) throw new PassingError('SMS_CANNOT_ASK', safeCode(error.code));
    throw error;
  }
}
