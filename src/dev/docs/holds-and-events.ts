import { HOLD_KINDS, type HoldKind } from '../../domain/vocabulary';
import { HOLD_WORDS, TASK_WORDS } from '../../machine/words';
import { type Effect, effectOf } from './effect-words';
import { heldCase } from './held-case';
import { QUESTIONS, type Question } from './hold-questions';
import { code, type Document, page, table } from './markdown';

type Answers = { question: Question; byKind: Record<HoldKind, Effect> };

const NOT_ASKED: Effect = { word: '—', full: 'does not arise' };

/** Hold × event: what each event does under each hold, found by saying it to the machine. */
export function holdsAndEvents(): Document {
  const answers = QUESTIONS.map((question): Answers => ({ question, byKind: answersOf(question) }));
  const same = answers.filter(({ byKind }) => kindsOf(byKind).size === 1);
  const different = answers.filter(({ byKind }) => kindsOf(byKind).size > 1);
  return {
    file: 'docs/holds-and-events.md',
    text: page(
      'Holds and events',
      ['src/machine/case-machine.ts', 'src/machine/hold-rules.ts', 'src/machine/refusal.ts'],
      `A hold suspends the ladder, never the arrears nor limitation. Each cell was found by making a case (¥2,500 owed, on the policy 「标准」),
placing the hold, asking \`refusal\`, and, where nothing is refused, saying the event and reading what changed. “stays held”: the
level may have changed, but nothing of the ladder is planned before the last hold has ended.`,
      '## What a hold gives somebody to do',
      'It ends with the hold; that is not told again below.',
      table(
        ['hold', 'kind', 'its work', 'by'],
        HOLD_KINDS.map((kind) => [HOLD_WORDS[kind], code(kind), ...workOf(kind)]),
      ),
      '## The table',
      `**kept**: recorded, and it stays held. **level, held**: the level changes, the hold stands. **ends it**: the hold ends and, as it is the
only one here, the ladder goes on. **longer**: it is extended. **goes up**: overdue work goes to the supervisor. —: ${NOT_ASKED.full}.`,
      table(
        ['event', '', ...HOLD_KINDS.map((kind) => HOLD_WORDS[kind])],
        answers.map(({ question, byKind }) => [
          code(question.event),
          question.what,
          ...HOLD_KINDS.map((kind) => byKind[kind].word),
        ]),
      ),
      '## In full: under every hold alike',
      table(
        ['event', '', 'what it does'],
        same.map(({ question, byKind }) => [
          code(question.event),
          question.what,
          [...kindsOf(byKind).keys()][0] ?? '',
        ]),
      ),
      '## In full: different from hold to hold',
      table(
        ['event', '', 'holds', 'what it does'],
        different.flatMap(({ question, byKind }) =>
          [...kindsOf(byKind)].map(([effect, kinds], index) => [
            index === 0 ? code(question.event) : '',
            index === 0 ? question.what : '',
            othersOr(kinds, index, kindsOf(byKind).size),
            effect,
          ]),
        ),
      ),
    ),
  };
}

function answersOf(question: Question): Record<HoldKind, Effect> {
  const answer = (kind: HoldKind) => {
    const asked = question.ask(kind);
    return asked === null ? NOT_ASKED : effectOf(asked.held.snapshot, asked.event);
  };
  return Object.fromEntries(HOLD_KINDS.map((kind) => [kind, answer(kind)])) as Record<HoldKind, Effect>;
}

/** Effects with the holds that have them, the rarest first. */
function kindsOf(byKind: Record<HoldKind, Effect>): Map<string, HoldKind[]> {
  const kinds = new Map<string, HoldKind[]>();
  for (const kind of HOLD_KINDS) {
    const { full } = byKind[kind];
    kinds.set(full, [...(kinds.get(full) ?? []), kind]);
  }
  return new Map([...kinds].sort(([, a], [, b]) => a.length - b.length));
}

function othersOr(kinds: readonly HoldKind[], index: number, of: number): string {
  const isRest = index > 0 && index === of - 1 && kinds.length > 3;
  return isRest ? 'all others' : kinds.map((kind) => HOLD_WORDS[kind]).join('、');
}

function workOf(kind: HoldKind): [string, string] {
  const { work } = heldCase(kind, 1);
  if (!work) return ['none', ''];
  const { step, doer, task } = work.pending;
  const name = step.split('~')[0] ?? step;
  return task === null || doer === 'auto' ? [code(name), 'itself'] : [TASK_WORDS[task], 'a person'];
}
