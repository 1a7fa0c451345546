/** What a file of finance may be. Everything beyond is a mistake or an attack, and is refused before it costs anything. */
export const limits = {
  fileBytes: 100 * 1024 * 1024,
  /** of a workbook, when it is unpacked */
  unpackedBytes: 1024 * 1024 * 1024,
  /** what is unpacked to so many times its size is a bomb; small ones pack well and are let through */
  packingRatio: 300,
  packingRatioFromBytes: 32 * 1024 * 1024,
  columns: 200,
  rows: 2_000_000,
  cellCharacters: 4_000,
  /** Headings are looked for in so many rows from the top */
  headingRows: 20,
} as const;
