import { parseStepKey, type StepKey, stepKey } from '../../machine/step-key';

/**
 * The Message-ID of a step's mail. Made of the key alone, it is the same whenever the act is tried, and whoever gets it back (a bounce, an
 * answer) finds the contact by it. A case's id is random and nothing else is in it that says who or what.
 *
 * @param from the sender's address: the id is unique in its domain
 */
export function messageIdOf(key: StepKey, from: string): string {
  const { caseId, entry, step, resend } = parseStepKey(key);
  return `<${caseId}.${entry}.${step}.${resend}@${domainOf(from)}>`;
}

const OURS =
  /<?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.(\d{1,6})\.([^\s<>@/]{1,120})\.([01])@[^\s<>@]+>?/gi;

/** The step keys that Message-IDs in a header name, in their order; ids of other mail are left out. */
export function stepKeysIn(header: string): StepKey[] {
  return [...header.matchAll(OURS)].map(([, caseId = '', entry = '', step = '', resend = '']) =>
    stepKey({ caseId: caseId.toLowerCase(), entry: Number(entry), step, resend: resend === '1' ? 1 : 0 }),
  );
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
