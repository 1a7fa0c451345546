import { LAW_TABLE, LAW_TOPICS, type LawTopic } from '../../domain/law-table';
import { type Document, page, table } from './markdown';

/** The rules of law behind the defaults, as the table in the code has them. */
export function lawPage(): Document {
  const topics = Object.keys(LAW_TOPICS) as LawTopic[];
  return {
    file: 'docs/law.md',
    text: page(
      'Rules of law behind the defaults',
      ['src/domain/law-table.ts'],
      `So that a company's counsel can review them; the portal shows the same table as 规则表. **V**: the statute's text was read, in a public mirror of 2025-04. **S**: a secondary page says so.
**M**: from memory. None of it is legal advice. Where rules conflict or are unknown the default is the strictest reading; every value is a policy's
data ([policy-standard.md](policy-standard.md)) or a rule pack's ([rule-packs.md](rule-packs.md)), and can be changed for a community. *Not yet* says what the system does not do about a rule today.`,
      ...topics.flatMap((topic) => [
        `## ${LAW_TOPICS[topic].zh} ${LAW_TOPICS[topic].en}`,
        table(
          ['rule', 'mark', 'what the system does', 'where'],
          LAW_TABLE.filter((rule) => rule.topic === topic).map(({ zh, en, mark, doesEn, where }) => [
            `${zh}<br>${en}`,
            mark,
            doesEn,
            where.map((file) => `[\`${file.split('/').at(-1)}\`](../${file})`).join(' '),
          ]),
        ),
      ]),
      `## What plans in circulation say, and this system never does

Cutting or throttling water, power, heat, gas, lifts or access; fines by the company; names or amounts in public; telling employers, relatives or neighbours;
threats with the credit record; 0.3 % a day as a default late fee (110 % a year).`,
    ),
  };
}
