import { z } from 'zod';
import { fen, formatYuan } from '../domain/money';
import type { PaperParagraph } from '../messaging/paper-texts';
import {
  clauseOf,
  lateFeeOf,
  longDay,
  periodOf,
  type TextFacts,
  type TextLine,
} from '../messaging/text-facts';
import { basisText } from './basis';

/**
 * All that one notice shows, in the words and figures of its day. Kept sealed with the item, so that its page can be laid out again, to
 * the byte, whenever somebody asks.
 */
export const noticePageSchema = z.object({
  number: z.string(),
  title: z.string(),
  /** Before the table of charges: addressee, what it is about */
  before: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  headings: z.array(z.string()),
  /** Sums of the columns of amounts, under them */
  sums: z.array(z.string()),
  after: z.array(z.string()),
  companyName: z.string(),
  dayText: z.string(),
  receipt: z.array(z.string()),
});
export type NoticePage = z.infer<typeof noticePageSchema>;

const TEXT_HEADINGS = ['房产', '费用项目', '所属期间', '计费方式'];
const AMOUNT_HEADINGS = ['应缴', '已缴', '减免', '未缴'];

/** How many of the columns are amounts, at the right. */
export function amountColumns({ headings }: Pick<NoticePage, 'headings'>): number {
  return headings.length - TEXT_HEADINGS.length;
}

/** @param areas in cm², by the object's code, where it is known */
export function pageOf(
  facts: TextFacts,
  paragraphs: readonly PaperParagraph[],
  receipt: readonly string[],
  areas: ReadonlyMap<string, number>,
): NoticePage {
  const withLateFee = clauseOf(facts.lines) !== null && lateFeeOf(facts.lines) > 0;
  const table = paragraphs.findIndex(({ kind }) => kind === 'table');
  const at = table === -1 ? paragraphs.length : table;
  const [first, ...receiptLines] = receipt;
  return {
    number: facts.number,
    title: titleOf(paragraphs),
    before: textOf(paragraphs.slice(0, at)).map(withoutColumns),
    headings: [...TEXT_HEADINGS, ...AMOUNT_HEADINGS, ...(withLateFee ? ['违约金'] : [])],
    rows: facts.lines.map((line) => [
      line.object,
      line.item,
      periodOf([line]),
      basisText(line, areas.get(line.object) ?? null),
      ...amountsOf(line, withLateFee).map(yuan),
    ]),
    sums: sumsOf(facts.lines, withLateFee).map(yuan),
    after: textOf(paragraphs.slice(at)),
    companyName: facts.companyName,
    dayText: longDay(facts.on),
    receipt: first === undefined ? [] : [first, ...receiptLines],
  };
}

/** The number stands beside the title, not in it. */
function titleOf(paragraphs: readonly PaperParagraph[]): string {
  const title = paragraphs.find(({ kind }) => kind === 'title');
  if (title?.kind !== 'title') return '物业费催缴通知书';
  return title.text.replace(/[\s　]*编号.*$/, '');
}

function textOf(paragraphs: readonly PaperParagraph[]): string[] {
  return paragraphs.flatMap((paragraph) => (paragraph.kind === 'text' ? [paragraph.text] : []));
}

/** `一、费用明细（房产｜…）：` names the columns of a text without a table; a table has headings. */
function withoutColumns(text: string): string {
  return text.replace(/（[^（）]*｜[^（）]*）/, '');
}

function amountsOf(line: TextLine, withLateFee: boolean): number[] {
  const { chargedFen, allocatedFen, waivedFen, principalLeftFen, lateFeeLeftFen } = line;
  return [chargedFen, allocatedFen, waivedFen, principalLeftFen, ...(withLateFee ? [lateFeeLeftFen] : [])];
}

function sumsOf(lines: readonly TextLine[], withLateFee: boolean): number[] {
  return lines
    .map((line) => amountsOf(line, withLateFee))
    .reduce(
      (sums, amounts) => sums.map((sum, index) => sum + (amounts[index] ?? 0)),
      [...AMOUNT_HEADINGS.map(() => 0), ...(withLateFee ? [0] : [])],
    );
}

function yuan(amount: number): string {
  return formatYuan(fen(amount));
}
