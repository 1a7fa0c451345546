import type { CaseContext, CaseInput } from './context';
import type { CaseEvent, Note } from './events';

/** The machine's persisted snapshot: plain JSON, carried through continue-as-new and kept in the case's projection. */
export type CaseSnapshot = {
  status: 'active' | 'done';
  /** XState's state value, e.g. {"ladder":{"reminder":"awaiting"}} */
  value: string | Record<string, unknown>;
  context: CaseContext;
  historyValue: Record<string, unknown>;
};

/** What one event did: the next snapshot and, for timeline and evidence, what happened. */
export type Advance = { snapshot: CaseSnapshot; notes: Note[] };

export declare function startCase(input: CaseInput): Advance;
export declare function advance(snapshot: CaseSnapshot, event: CaseEvent): Advance;
