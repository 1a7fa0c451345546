import type { CaseSnapshot, StateValue } from './run';

/** Where a case stands, read from its state value. */
export type Place =
  | { region: 'ladder'; level: string; stage: string }
  | { region: 'held' | 'settled' | 'settling' | 'closed' };

export function placeOf(snapshot: CaseSnapshot): Place {
  const path = pathOf(snapshot.value);
  const [top, within, level, stage] = path;
  if (top === 'open' && within === 'ladder' && level !== undefined && stage !== undefined) {
    return { region: 'ladder', level, stage };
  }
  if (top === 'open' && within === 'held') return { region: 'held' };
  if (top === 'settled' || top === 'settling' || top === 'closed') return { region: top };
  throw new Error(`a case is in no known place: ${path.join('.')}`);
}

/** `open.ladder.notice.awaiting`, as the projection keeps it. */
export function statePath(snapshot: CaseSnapshot): string {
  return pathOf(snapshot.value).join('.');
}

function pathOf(value: StateValue | undefined): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  const [entry] = Object.entries(value);
  return entry ? [entry[0], ...pathOf(entry[1])] : [];
}
