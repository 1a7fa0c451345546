import { z } from 'zod';
import { caseRowSchema } from '../../api/schemas/case';
import type { Client } from '../../cli/client';
import { addDays } from '../../domain/civil-day';
import type { DemoClock } from './clock';

export type CaseRow = z.infer<typeof caseRowSchema>;

type Waiting = {
  room: string;
  what: string;
  is: (row: CaseRow) => boolean;
  done: (row: CaseRow) => void;
  failed: (error: Error) => void;
};

const page = z.object({ items: z.array(caseRowSchema) });

/** What the manager's list of cases shows, looked at again and again: by it stories go on. */
export class Watch {
  /** Every case that was seen, by id, as it was seen last; and the levels at which it was seen */
  readonly cases = new Map<string, CaseRow>();
  private waiting: Waiting[] = [];

  constructor(
    private readonly client: Client,
    private readonly base: string,
    private readonly clock: DemoClock,
    private readonly lastDayNumber: number,
    private readonly onChange: (before: CaseRow | undefined, now: CaseRow) => void,
  ) {}

  /** The newest case of a room; ids are in the order of time. */
  latest(room: string): CaseRow | undefined {
    return [...this.cases.values()]
      .filter(({ label }) => label === room)
      .sort((a, b) => (a.id < b.id ? 1 : -1))[0];
  }

  until(room: string, what: string, is: (row: CaseRow) => boolean): Promise<CaseRow> {
    const now = this.latest(room);
    if (now && is(now)) return Promise.resolve(now);
    return new Promise((done, failed) => this.waiting.push({ room, what, is, done, failed }));
  }

  async look(): Promise<void> {
    const { items } = await this.client.get(`${this.base}/cases`, page, {
      status: 'open,settled,closed',
      sort: 'opened',
      limit: 500,
    });
    for (const row of items) {
      const before = this.cases.get(row.id);
      this.cases.set(row.id, row);
      if (!before || before.level !== row.level || before.status !== row.status) this.onChange(before, row);
    }
    const tooLate = this.clock.dayNumber() > this.lastDayNumber;
    const still: Waiting[] = [];
    for (const one of this.waiting) {
      const row = this.latest(one.room);
      if (row && one.is(row)) one.done(row);
      else if (tooLate) one.failed(this.overdue(one, row));
      else still.push(one);
    }
    this.waiting = still;
  }

  private overdue({ room, what }: Waiting, row: CaseRow | undefined): Error {
    const stands = row ? `level ${row.level}, ${row.status}, ${row.state}: ${row.next.zh}` : 'no case';
    return new Error(
      `${room} has not come to "${what}" by ${addDays(this.clock.firstDay, this.lastDayNumber)}: ${stands}`,
    );
  }
}
