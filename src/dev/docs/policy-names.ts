import { type Policy, policySchema } from '../../policy/schema';

/** A value of a policy, with the name under which its schema speaks of it. */
export type Leaf = { path: string; name: string | null; value: unknown };

/** `：须为整数`, `：不能小于 3` … : what comes before is the field's name. */
const NAME = /^(.+)：(?:须|不能|金额|只能|至少|没有|开始)/;

/** Every value of the policy, in its own order. The name is the one that whoever edits it would be told: nothing is written twice. */
export function leavesOf(policy: Policy): Leaf[] {
  return walk(policy, []).map(({ path, value }) => ({
    path: path.join('.'),
    value,
    name: nameOf(policy, path),
  }));
}

function walk(value: unknown, path: string[]): { path: string[]; value: unknown }[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return [{ path, value }];
  return Object.entries(value).flatMap(([key, child]) => walk(child, [...path, key]));
}

/** Puts something impossible there and reads what the schema says. */
function nameOf(policy: Policy, path: readonly string[]): string | null {
  const { error } = policySchema.safeParse(withValue(policy, path, { no: 'value' }));
  const issue = error?.issues.find((one) => path.join('.').startsWith(one.path.join('.')));
  return NAME.exec(issue?.message ?? '')?.[1] ?? null;
}

function withValue(node: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(node)) {
    return node.map((one, index) => (String(index) === key ? withValue(one, rest, value) : one));
  }
  const object = node as Record<string, unknown>;
  return { ...object, [key]: withValue(object[key], rest, value) };
}
