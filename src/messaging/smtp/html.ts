const CELL = '｜';

/**
 * A letter's text as HTML: the same words, escaped, paragraph by paragraph, its charge lines as a table. Nothing in it is fetched from
 * anywhere, so that reading it tells nobody.
 */
export function htmlOf(text: string): string {
  const blocks: string[] = [];
  let rows: string[][] = [];
  const endTable = () => {
    if (rows.length > 0) blocks.push(table(rows));
    rows = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const cells = cellsOf(line);
    if (cells) {
      rows.push(cells);
      continue;
    }
    endTable();
    if (line.trim() !== '') blocks.push(`<p>${escaped(line)}</p>`);
  }
  endTable();
  return [
    '<!DOCTYPE html>',
    '<html lang="zh-CN"><head><meta charset="utf-8"></head>',
    '<body style="font-family:sans-serif;font-size:15px;line-height:1.7;color:#222;max-width:640px">',
    ...blocks,
    '</body></html>',
  ].join('\n');
}

/** A charge line: indented, its fields divided by ｜. */
function cellsOf(line: string): string[] | null {
  if (!/^[\s\u3000]/.test(line) || !line.includes(CELL)) return null;
  return line.trim().split(CELL);
}

function table(rows: readonly string[][]): string {
  const lines = rows.map((cells) => {
    const last = cells.length - 1;
    const tds = cells.map((cell, index) => `<td style="${style(index === last)}">${escaped(cell)}</td>`);
    return `<tr>${tds.join('')}</tr>`;
  });
  return `<table style="border-collapse:collapse;margin:8px 0">${lines.join('')}</table>`;
}

function style(isLast: boolean): string {
  return `border:1px solid #ccc;padding:4px 10px${isLast ? ';text-align:right;white-space:nowrap' : ''}`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
