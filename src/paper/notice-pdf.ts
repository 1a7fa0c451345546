import type { Content, TableCell } from 'pdfmake';
import { amountColumns, type NoticePage } from './notice-page';
import { type PdfContent, renderPdf } from './pdf';

const MARGINS: [number, number, number, number] = [50, 44, 50, 44];
/** A4 without its margins */
const WIDTH = 595.28 - 100;
const SMALL = 8.5;

/** 《物业费催缴通知书》 on A4, with the place for the company's seal and the receipt to cut off. */
export function noticePdf(page: NoticePage, on: string): Promise<Buffer> {
  return renderPdf(layout(page), { title: `${page.title} ${page.number}`, on });
}

function layout(page: NoticePage): PdfContent {
  return {
    pageSize: 'A4',
    pageMargins: MARGINS,
    content: [
      head(page),
      ...page.before.map(paragraph),
      charges(page),
      ...page.after.map(text),
      seal(page),
      slip(page),
    ],
    footer: (current, count) => ({
      columns: [
        { text: `编号 ${page.number}`, color: '#555555' },
        { text: `第 ${current} 页 共 ${count} 页`, alignment: 'right', color: '#555555' },
      ],
      fontSize: SMALL,
      margin: [MARGINS[0], 12, MARGINS[2], 0],
    }),
  };
}

/** The code holds the number and nothing else: whoever scans it without the system learns nothing. */
function head({ title, number }: NoticePage): Content {
  return {
    columns: [
      { width: 64, text: '' },
      {
        width: '*',
        stack: [
          { text: title, fontSize: 20, bold: true, alignment: 'center', margin: [0, 6, 0, 6] },
          { text: `编号 ${number}`, alignment: 'center' },
        ],
      },
      { width: 64, qr: number, fit: 64, alignment: 'right', eccLevel: 'M' },
    ],
    margin: [0, 0, 0, 12],
  };
}

function paragraph(text: string, index: number): Content {
  return index === 0 ? { text, bold: true, margin: [0, 0, 0, 5], fontSize: 11 } : textOf(text);
}

function text(said: string): Content {
  return textOf(said);
}

function textOf(said: string): Content {
  return { text: `　　${said}`, preserveLeadingSpaces: true, lineHeight: 1.28, margin: [0, 0, 0, 4] };
}

function charges(page: NoticePage): Content {
  const amounts = amountColumns(page);
  const firstAmount = page.headings.length - amounts;
  const cell = (value: string, column: number): TableCell => ({
    text: value,
    alignment: column >= firstAmount ? 'right' : 'left',
  });
  const sums: TableCell[] = [
    { text: '小计', colSpan: firstAmount, bold: true },
    ...Array.from({ length: firstAmount - 1 }, () => ({ text: '' })),
    ...page.sums.map((sum): TableCell => ({ text: sum, alignment: 'right', bold: true })),
  ];
  return {
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: page.headings.map((_heading, column) => (column === 3 ? '*' : 'auto')),
      body: [
        page.headings.map(
          (heading, column): TableCell =>
            ({ ...(cell(heading, column) as object), bold: true, fillColor: '#eeeeee' }) as TableCell,
        ),
        ...page.rows.map((row) => row.map(cell)),
        sums,
      ],
    },
    layout: {
      hLineWidth: () => 0.5,
      vLineWidth: () => 0.5,
      hLineColor: () => '#888888',
      vLineColor: () => '#888888',
    },
    fontSize: SMALL,
    margin: [0, 2, 0, 8],
  };
}

/** Room for the chop, which is put by hand: a picture of a seal seals nothing. */
function seal({ companyName, dayText }: NoticePage): Content {
  return {
    stack: [{ text: `${companyName}（盖章）` }, { text: dayText, margin: [0, 8, 0, 0] }],
    alignment: 'right',
    margin: [0, 22, 24, 34],
    unbreakable: true,
  };
}

function slip({ number, receipt }: NoticePage): Content {
  const [heading = `回执　编号 ${number}`, ...lines] = receipt;
  return {
    unbreakable: true,
    stack: [
      {
        canvas: [
          {
            type: 'line',
            x1: 0,
            y1: 0,
            x2: WIDTH,
            y2: 0,
            lineWidth: 0.7,
            dash: { length: 4, space: 3 },
            lineColor: '#555555',
          },
        ],
      },
      { text: '沿虚线裁下', fontSize: 7, color: '#555555', alignment: 'center', margin: [0, 2, 0, 4] },
      { text: heading, bold: true, alignment: 'center', margin: [0, 0, 0, 6] },
      ...lines.map((line): Content => ({ text: line, lineHeight: 1.9 })),
    ],
  };
}
