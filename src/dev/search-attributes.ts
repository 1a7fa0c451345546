import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes';
import { searchAttributes } from '../../workflows/messages';

/**
 * Registers what Temporal's own interface shall be able to search cases by, on any Temporal, and returns once the server lists it:
 * a start that sets an attribute which the server does not know is refused.
 */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const missing = async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return Object.values(searchAttributes).filter(({ name }) => customAttributes?.[name] === undefined);
  };
  const toAdd = await missing();
  if (toAdd.length === 0) return;
  const types = toAdd.map(({ name, type }) => [name, encodeSearchAttributeIndexedValueType(type)]);
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(types),
  });
  while ((await missing()).length > 0) await sleep(100);
}
