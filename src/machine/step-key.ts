/**
 * A step key names one act, everywhere: claim, activity id, session context, Message-ID, timeline.
 *
 *     <case id>/<level entry>/<step>/<resend>
 *
 * The level entry counts how often the case entered a level, so the same step of a later stay is another act. `resend` is 0 or 1,
 * never more (law 4). Work beside the ladder carries what it is about in the step: `VERIFY_PAYMENT~<hold id>`.
 */
export type StepKey = string;

export type StepKeyParts = { caseId: string; entry: number; step: string; resend: 0 | 1 };

export function stepKey({ caseId, entry, step, resend }: StepKeyParts): StepKey {
  return `${caseId}/${entry}/${step}/${resend}`;
}

/** @throws Error when the key is not one of ours: a bug */
export function parseStepKey(key: StepKey): StepKeyParts {
  const [caseId, entry, step, resend, ...rest] = key.split('/');
  if (!caseId || !step || rest.length > 0 || (resend !== '0' && resend !== '1')) {
    throw new Error(`not a step key: ${key}`);
  }
  return { caseId, entry: Number(entry), step, resend: resend === '0' ? 0 : 1 };
}
