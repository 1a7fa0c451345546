import type { TextCode } from '../domain/text-codes';
import { type ActiveTexts, writeLines } from './active-texts';
import type { TextFacts } from './text-facts';

/**
 * The approved words of what is printed, for whoever lays it out. Amounts of a notice's table are facts, not words: the
 * template only marks where the table stands.
 */
export type PaperParagraph =
  /** The first line: 物业费催缴通知书　编号… */
  | { kind: 'title'; text: string }
  | { kind: 'text'; text: string }
  /** Here stands the table of `facts.lines` */
  | { kind: 'table' }
  /** The last line: company and day, over which the seal goes */
  | { kind: 'signature'; text: string };

export type PaperText = { templateId: string; paragraphs: PaperParagraph[] };

/**
 * 《物业费催缴通知书》: its paragraphs in order. `facts.deadlineOn` must be set; what `facts.paper` does not say (bank account, contact,
 * address, QR code) is left out with its conditional part.
 * @param code N1, N4 for a limitation safeguard, or N1c for the correction of an earlier one (needs `facts.paper.corrects`)
 * @returns null when no approved notice is in force, or it cannot be said of these facts
 */
export function noticeParagraphs(
  active: ActiveTexts,
  facts: TextFacts,
  code: Extract<TextCode, 'N1' | 'N1c' | 'N4'> = 'N1',
): PaperText | null {
  const text = active.get(code);
  if (!text) return null;
  const paragraphs: PaperParagraph[] = [];
  for (const line of text.body.lines) {
    if (line.length === 1 && line[0]?.kind === 'field' && line[0].name === '费用明细') {
      paragraphs.push({ kind: 'table' });
      continue;
    }
    const written = writeLines({ lines: [line], problems: [] }, text.form, facts);
    if (!written) return null;
    for (const said of written) paragraphs.push({ kind: 'text', text: said });
  }
  return { templateId: text.id, paragraphs: ends(paragraphs) };
}

/** 门上告知条: what may lie open at the door: no name, no amount, no room unless `facts.paper.roomOnSlip`. Lines in order; null: none is in force. */
export function doorSlip(
  active: ActiveTexts,
  facts: TextFacts,
): { templateId: string; lines: string[] } | null {
  return linesOf(active, 'D1', facts);
}

/** ✂ 回执: the part of a notice that is signed and kept. */
export function receiptSlip(
  active: ActiveTexts,
  facts: TextFacts,
): { templateId: string; lines: string[] } | null {
  return linesOf(active, 'R1', facts);
}

function linesOf(active: ActiveTexts, code: TextCode, facts: TextFacts) {
  const text = active.get(code);
  const lines = text && writeLines(text.body, text.form, facts);
  return text && lines ? { templateId: text.id, lines } : null;
}

function ends(paragraphs: readonly PaperParagraph[]): PaperParagraph[] {
  const last = paragraphs.length - 1;
  return paragraphs.map((paragraph, index) => {
    if (paragraph.kind !== 'text') return paragraph;
    if (index === 0) return { kind: 'title', text: paragraph.text };
    return index === last ? { kind: 'signature', text: paragraph.text } : paragraph;
  });
}
