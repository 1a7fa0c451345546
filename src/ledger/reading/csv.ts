import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { detectEncoding } from './encoding';
import { limits } from './limits';
import { refusedFile } from './refused';
import type { SourceRow } from './table';
import { cellText } from './text';

/** Streams a CSV file, whatever of comma, semicolon or tab divides it. */
export async function* readCsv(path: string): AsyncGenerator<SourceRow> {
  const encoding = await detectEncoding(path);
  const decoder = iconv.decodeStream(encoding);
  const parser = parse({
    bom: true,
    delimiter: await detectDelimiter(path, encoding),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: limits.columns * limits.cellCharacters,
  });
  // whoever stops reading early ends the pipeline, and its files with it
  pipeline(createReadStream(path), decoder, parser, () => {});
  let rowNumber = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      rowNumber += 1;
      if (record.length > limits.columns) throw refusedFile.tooManyColumns();
      yield { rowNumber, cells: record.map(cellText) };
    }
  } catch (error) {
    if (error instanceof CsvError) throw refusedFile.notATable();
    throw error;
  } finally {
    parser.destroy();
  }
}

async function detectDelimiter(path: string, encoding: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: 65_535 }) as AsyncIterable<Buffer>)
    chunks.push(chunk);
  const text = iconv.decode(Buffer.concat(chunks), encoding);
  const count = (delimiter: string): number => text.split(delimiter).length;
  const candidates = [',', '\t', ';'];
  return candidates.reduce((best, next) => (count(next) > count(best) ? next : best));
}
