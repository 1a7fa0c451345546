import { inflateSync } from 'node:zlib';
import { PDFArray, PDFDict, PDFDocument, PDFName, type PDFPage, PDFRawStream, PDFRef } from 'pdf-lib';

/** The text of each page of a PDF, without a break, by the table of characters that its type carries. */
export async function pdfPages(bytes: Buffer): Promise<string[]> {
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  return document.getPages().map(textOfPage);
}

function textOfPage(page: PDFPage): string {
  const fonts = page.node.Resources()?.lookup(PDFName.of('Font'), PDFDict);
  const tables = new Map(
    (fonts?.entries() ?? []).map(([name, font]) => {
      const dict = font instanceof PDFRef ? page.doc.context.lookup(font, PDFDict) : (font as PDFDict);
      return [name.asString().slice(1), charactersOf(streamText(dict.lookup(PDFName.of('ToUnicode'))))];
    }),
  );
  const contents = page.node.Contents();
  const streams =
    contents instanceof PDFArray ? contents.asArray().map((one) => page.doc.context.lookup(one)) : [contents];
  return textOf(streams.map(streamText).join('\n'), tables);
}

function streamText(stream: unknown): string {
  if (!(stream instanceof PDFRawStream)) return '';
  const isDeflated = stream.dict.get(PDFName.of('Filter')) !== undefined;
  const bytes = Buffer.from(stream.contents);
  return (isDeflated ? inflateSync(bytes) : bytes).toString('latin1');
}

/** glyph → characters, of a ToUnicode table */
function charactersOf(cmap: string): Map<number, string> {
  const table = new Map<number, string>();
  for (const [, from, , list] of cmap.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/gi)) {
    [...(list ?? '').matchAll(/<([0-9a-f ]+)>/gi)].forEach(([, hex = ''], index) => {
      table.set(Number.parseInt(from ?? '', 16) + index, utf16(hex));
    });
  }
  return table;
}

function utf16(hex: string): string {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le');
}

function textOf(content: string, tables: Map<string, Map<number, string>>): string {
  let font = new Map<number, string>();
  let text = '';
  for (const [, name, array] of content.matchAll(/\/(\w+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = tables.get(name) ?? font;
    else for (const [, hex = ''] of (array ?? '').matchAll(/<([0-9a-f]+)>/gi)) text += glyphs(hex, font);
  }
  return text;
}

function glyphs(hex: string, font: Map<number, string>): string {
  return (hex.match(/.{4}/g) ?? []).map((glyph) => font.get(Number.parseInt(glyph, 16)) ?? '').join('');
}
