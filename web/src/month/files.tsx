import { createContext, type ReactNode, useContext, useMemo, useReducer } from 'react';
import type { Schemas } from '../api/client';
import type { Progress } from '../api/progress';
import type { paths } from '../api/schema';

export type Import = Schemas['Import'];
export type ImportKind = Import['kind'];
export type Headings =
  paths['/api/communities/{communityId}/import-headings']['post']['responses'][200]['content']['application/json'];

/** How far a file has come: read, checked, taken into the ledger. */
export type Stage =
  | { at: 'new' }
  | { at: 'checking'; progress: Progress | null }
  | { at: 'checked'; batch: Import }
  | { at: 'accepting'; batch: Import; progress: Progress | null }
  | { at: 'accepted'; batch: Import }
  | { at: 'refused'; error: unknown };

/** A file that was dropped, with what a person said about it. */
export type Dropped = {
  key: string;
  file: File;
  kind: ImportKind;
  headings: Headings | null;
  /** Corrections of what the columns were taken for: field → heading, an empty one: not in the file */
  map: Record<string, string>;
  graceDays: number | null;
  period: { from: string; to: string } | null;
  asOf: string | null;
  stage: Stage;
};

type Action =
  | { do: 'add'; files: Dropped[] }
  | { do: 'change'; key: string; change: Partial<Dropped> }
  | { do: 'remove'; key: string };

/** Rooms and charges first, then whose they are, then money: each file finds what it speaks of. */
export const KINDS_IN_ORDER = ['ledger', 'receivables', 'owners', 'prepayments', 'payments'] as const;
export const MOST_FILES = 5;

function reduce(files: Dropped[], action: Action): Dropped[] {
  switch (action.do) {
    case 'add':
      return inOrder([...files, ...action.files].slice(0, MOST_FILES));
    case 'change':
      return inOrder(files.map((one) => (one.key === action.key ? { ...one, ...action.change } : one)));
    case 'remove':
      return files.filter(({ key }) => key !== action.key);
  }
}

function inOrder(files: Dropped[]): Dropped[] {
  return [...files].sort((a, b) => KINDS_IN_ORDER.indexOf(a.kind) - KINDS_IN_ORDER.indexOf(b.kind));
}

type Files = { files: Dropped[]; tell: (action: Action) => void };
const FilesContext = createContext<Files | null>(null);

/** Keeps the files of this month's start while one goes to and fro between its parts. */
export function FilesProvider({ children }: { children: ReactNode }) {
  const [files, tell] = useReducer(reduce, []);
  const value = useMemo(() => ({ files, tell }), [files]);
  return <FilesContext.Provider value={value}>{children}</FilesContext.Provider>;
}

export function useFiles(): Files {
  const files = useContext(FilesContext);
  if (!files) throw new Error('files are kept by the page of the month’s start');
  return files;
}

/** What still has to be said before a file can be checked. */
export function openPoints({
  headings,
  map,
  graceDays,
  period,
}: Dropped): ('columns' | 'dueRule' | 'period')[] {
  if (!headings) return ['columns'];
  const { guess, fields } = headings;
  const found = (id: string) => (map[id] ?? guess.mapping.fields[id] ?? '') !== '';
  const stillMissing = guess.missing.filter(
    (names) => !names.split('或').some((zh) => fields.some((field) => field.zh === zh && found(field.id))),
  );
  return [
    ...(stillMissing.length > 0 ? (['columns'] as const) : []),
    ...guess.questions
      .map(({ id }) => id)
      .filter((id) => (id === 'dueRule' ? graceDays === null && !found('dueOn') : period === null)),
  ];
}
