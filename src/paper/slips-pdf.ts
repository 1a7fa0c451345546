import type { Content, TableCell } from 'pdfmake';
import { renderPdf } from './pdf';

/** What goes onto one envelope. `lines` are the approved words of the slip, or the address. */
export type Slip = { number: string; lines: string[] };

const COLUMNS = 2;
/** Four rows on a page; a long name makes its row higher. */
const HEIGHT = 185;

/**
 * 告知条, eight on a page, for the envelopes of a posting, in the order of the walk: the code has the number alone, and there is
 * no name, amount or telephone of an owner on what hangs at a door.
 */
export function doorSlipsPdf(slips: readonly Slip[], on: string): Promise<Buffer> {
  return cardsPdf(
    slips,
    ({ number, lines }) => {
      const [first = '', ...rest] = lines.flatMap((line) => line.split('　'));
      return {
        columns: [
          {
            width: 74,
            stack: [
              { qr: number, fit: 70, eccLevel: 'M' },
              { text: number, fontSize: 6.5, margin: [0, 4, 0, 0] },
            ],
          },
          {
            width: '*',
            stack: [
              { text: first, lineHeight: 1.3 },
              ...rest.map((line): Content => ({ text: line, alignment: 'right', margin: [0, 8, 0, 0] })),
            ],
          },
        ],
        columnGap: 10,
      };
    },
    on,
  );
}

/** Labels for the envelopes of a mailing. Nothing on them tells what is inside. */
export function labelsPdf(slips: readonly Slip[], on: string): Promise<Buffer> {
  return cardsPdf(
    slips,
    ({ number, lines }) => ({
      stack: [
        ...lines.map((line): Content => ({ text: line, fontSize: 11, lineHeight: 1.3 })),
        {
          columns: [
            { width: 50, qr: number, fit: 46, eccLevel: 'M' },
            { width: '*', text: number, fontSize: 8, margin: [6, 14, 0, 0] },
          ],
          margin: [0, 8, 0, 0],
        },
      ],
    }),
    on,
  );
}

function cardsPdf(slips: readonly Slip[], card: (slip: Slip) => Content, on: string): Promise<Buffer> {
  const cells = slips.map((slip): TableCell => ({ stack: [card(slip)], margin: [8, 10, 8, 6] }) as TableCell);
  const rows: TableCell[][] = [];
  for (let at = 0; at < cells.length; at += COLUMNS) {
    const row = cells.slice(at, at + COLUMNS);
    rows.push([...row, ...Array.from({ length: COLUMNS - row.length }, (): TableCell => ({ text: '' }))]);
  }
  const table: Content = {
    table: { widths: ['*', '*'], heights: HEIGHT, dontBreakRows: true, body: rows },
    layout: {
      hLineWidth: () => 0.5,
      vLineWidth: () => 0.5,
      hLineColor: () => '#999999',
      vLineColor: () => '#999999',
      hLineStyle: () => ({ dash: { length: 3, space: 3 } }),
      vLineStyle: () => ({ dash: { length: 3, space: 3 } }),
    },
  };
  return renderPdf(
    { pageSize: 'A4', pageMargins: [30, 30, 30, 30], content: [table] },
    { title: '信封', on, fontSize: 10 },
  );
}
