import type { Context } from '../context';
import type { FollowUp } from './follow-ups';

export type FinishContext = Pick<Context, 'db' | 'cipher' | 'config' | 'now'>;

export type FinishedTask = {
  outcomeId: string;
  /** Until then, on the community's clock, it may be taken back */
  settlesAt: number;
  /** `open`: there is another number to try, or the case has yet to accept what was decided */
  status: 'done' | 'open';
  /** To be handed to the case at once, in this order */
  followUps: FollowUp[];
};
