/** Tables for a terminal, in which a Chinese character takes two columns. */

const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const NO_WIDTH = /[\p{Mark}\p{Cf}]/u;

export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (NO_WIDTH.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

export type Column<Row> = {
  heading: string;
  of: (row: Row) => string | number | null | undefined;
  /** amounts and counts */
  right?: true;
};

export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map(({ of }) => oneLine(of(row))));
  const widths = columns.map(({ heading }, index) =>
    Math.max(displayWidth(heading), ...cells.map((line) => displayWidth(line[index] ?? ''))),
  );
  const lay = (line: readonly string[]): string =>
    line
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.right ?? false))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [lay(columns.map(({ heading }) => heading)), rule, ...cells.map(lay)].join('\n');
}

/** Label and value under each other; what has no value is left out. */
export function facts(pairs: readonly (readonly [string, string | number | null | undefined])[]): string {
  const said = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  const width = Math.max(0, ...said.map(([label]) => displayWidth(label)));
  return said.map(([label, value]) => `${pad(label, width, false)}  ${value}`).join('\n');
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return right ? `${space}${text}` : `${text}${space}`;
}

/** Nothing that comes from a file may move the cursor or break a line. */
function oneLine(value: string | number | null | undefined): string {
  return String(value ?? '').replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
