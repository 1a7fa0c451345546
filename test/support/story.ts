import type { StoryAnswer, StoryDay } from '../../src/simulation/story-answer';
import { runStory } from '../../src/simulation/story-run';
import type { StoryInput } from '../../src/simulation/story-schema';

/** A bill of the situations' own figures: 751.80 yuan. */
export const BILL_FEN = 75_180;

export const bill = (dueOn: string, more: object = {}) => ({
  ...{ id: `bill-${dueOn}`, dueOn, amountFen: BILL_FEN },
  ...more,
});

/** Tells it, and answers with what one asks of a story. */
export function tell(story: Omit<StoryInput, 'story'> & { story?: string }) {
  const answer = runStory({ story: 'a situation', ...story });
  return { answer, ...readings(answer) };
}

function readings(answer: StoryAnswer) {
  const acts = answer.days.flatMap(({ acts: own }) => own);
  const made = acts.filter(({ outcome }) => !['deferred', 'withdrawn', 'no_channel'].includes(outcome));
  const happened = answer.days.flatMap(({ on, happened: own }) =>
    own.map((what) => `${on} ${what.slice(6)}`),
  );
  return {
    acts,
    made,
    happened,
    /** As it stood at the end of that day: the last day on which anything had changed */
    on(day: string): StoryDay {
      const found = answer.days.filter(({ on }) => on <= day).at(-1);
      if (!found) throw new Error(`nothing has happened by ${day}`);
      return found;
    },
    firstDayOf(what: string): string | null {
      return happened.find((line) => line.includes(what))?.slice(0, 10) ?? null;
    },
    after: (day: string) => made.filter(({ at }) => at.slice(0, 10) > day),
  };
}
