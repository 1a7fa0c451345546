/** Fields that documents had and nothing read: what was stored before is still read, and they are dropped. */
const RETIRED: readonly (readonly string[])[] = [['ladder', 'fresh', 'mentions']];

export function withoutRetired(document: unknown): unknown {
  return RETIRED.reduce<unknown>((read, path) => without(read, path), document);
}

function without(node: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined || !isObject(node) || !Object.hasOwn(node, key)) return node;
  if (rest.length > 0) return { ...node, [key]: without(node[key], rest) };
  const { [key]: _dropped, ...others } = node;
  return others;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
