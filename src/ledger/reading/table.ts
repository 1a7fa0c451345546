/** A row as it stands in the file: numbered as a spreadsheet numbers it, every cell as text. */
export type SourceRow = { rowNumber: number; cells: string[] };

/** A file whose headings were found; its rows can be streamed as often as wanted, never all at once. */
export type SourceTable = {
  headings: string[];
  /** What stood above the headings */
  notes: string[];
  rows(): AsyncIterable<SourceRow>;
};
