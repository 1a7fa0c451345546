/** Full-width ASCII and the ideographic space to their ordinary forms. Not NFKC, which would also turn ² into 2. */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ');
}

/** As a cell is kept: without the spaces around it, an invisible mark, or the apostrophe by which an export made it harmless. */
export function cellText(text: string): string {
  return text
    .replace(/[\u200B\uFEFF]/g, '')
    .replace(/^[\s\u00A0\u3000]+|[\s\u00A0\u3000]+$/g, '')
    .replace(/^'(?=[=+\-@\t\r])/, '');
}

/** For comparing headings and names of communities: widths, spaces, brackets and a note of the unit do not count. */
export function headingKey(text: string): string {
  return halfWidth(text)
    .replace(/[\s\u00A0:*：＊]/g, '')
    .replace(/\((?:元|单位:?元|㎡|m2|平方米|必填|选填)\)$/i, '')
    .toLowerCase();
}

/** A cell that a spreadsheet would take for a formula is shown as the text that it is. */
export function harmless(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}
