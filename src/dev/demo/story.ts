import type { FinishInput } from '../../cases/task-input';
import type { CivilDay } from '../../domain/civil-day';
import type { Level } from '../../domain/vocabulary';
import type { CloseReason, TaskKind } from '../../machine/vocabulary';
import type { Owner } from './owner';

/** A bill, by the day on which it fell due before the ledger's as-of date; a negative number is still to come. */
export type Bill = { dueDaysAgo: number; yuan: number };

/** What the ledger's own columns say of the work done before: 状态, 催缴级别, 承诺还款日, 承诺金额. */
export type TakenOver = {
  state: '承诺' | '争议' | '已故' | '空置' | '已起诉' | '已委托律所';
  promiseInDays?: number;
  promiseYuan?: number;
};

/** What a member of staff makes of a piece of work, so many days after it was laid out. */
type Said = FinishInput & { afterDays?: number };
export type Answer = Said | ((inDays: (days: number) => CivilDay) => Said);

/** One account, what happens to it, and what must have been seen at its end. */
export type Story = {
  room: string;
  name: string;
  phones: string[];
  bills: Bill[];
  takenOver?: TakenOver;
  zh: string;
  en: string;
  /** What staff answer to each kind of work, in its order; after that, what they ordinarily would */
  staff?: Partial<Record<TaskKind, Answer[]>>;
  /** What the owner does, and what is decided about him */
  owner?: (owner: Owner) => Promise<void>;
  /** Of each of its cases, in order: levels that it must enter one after the other, and its ending */
  cases: { path: Level[]; ending: CloseReason }[];
};
