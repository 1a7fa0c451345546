import type { StaffCommand } from '../../cases/commands';
import type { CivilDay } from '../../domain/civil-day';
import { fen, formatYuan } from '../../domain/money';
import type { Role } from '../../domain/roles';
import type { Desk } from './desk';
import type { CaseRow, Watch } from './watch';

/** Whose story it is. */
type Household = { room: string; name: string };

/** An owner and what is decided about him, as his story tells it. Everything goes through the API, by those whose work it is. */
export class Owner {
  constructor(
    readonly story: Household,
    private readonly desk: Desk,
    private readonly watch: Watch,
  ) {}

  /** Waits until his present case is so. */
  until(what: string, is: (row: CaseRow) => boolean): Promise<CaseRow> {
    return this.watch.until(this.story.room, what, is);
  }

  days(days: number): Promise<void> {
    return this.desk.clock.days(days);
  }

  inDays(days: number): CivilDay {
    return this.desk.clock.inDays(days);
  }

  atLevel(level: number): Promise<CaseRow> {
    return this.until(`level ${level}`, (row) => row.level === level);
  }

  held(kind: string): Promise<CaseRow> {
    return this.until(`held: ${kind}`, (row) => row.holds.includes(kind));
  }

  /**
   * Says by himself what he would have been asked on the phone, if the call has not come before the letter: on a busy machine days go by
   * faster than people work.
   */
  async heldOrSays(kind: string, command: () => StaffCommand, text: string, en: string): Promise<void> {
    const row = await this.until(
      `held: ${kind}, or level 2`,
      (one) => one.holds.includes(kind) || one.level > 1,
    );
    if (row.holds.includes(kind)) return;
    await this.decided('agent', command(), text, en);
    await this.held(kind);
  }

  settled(): Promise<CaseRow> {
    return this.until('settled', (row) => row.status !== 'open' || row.state.startsWith('settling'));
  }

  closed(): Promise<CaseRow> {
    return this.until('closed', (row) => row.status === 'closed');
  }

  /** The case that came after one that is closed. */
  anotherCase(than: CaseRow): Promise<CaseRow> {
    return this.until('another case', (row) => row.id !== than.id);
  }

  /** Pays by bank, and finance records it. */
  async pay(yuan: number, what = '转账缴费'): Promise<string> {
    const { room, name } = this.story;
    const amountFen = fen(Math.round(yuan * 100));
    const { id } = await this.desk.recordPayment({ room, name, amountFen });
    this.desk.say(
      room,
      `${what} ${formatYuan(amountFen)} 元，财务入账`,
      `paid ¥${formatYuan(amountFen)}, booked`,
    );
    return id;
  }

  /** Everything that he owes now. */
  async payAll(): Promise<string> {
    const row = await this.until('known', () => true);
    return this.pay(row.claimableFen / 100, '缴清');
  }

  async returned(paymentId: string): Promise<void> {
    await this.desk.reverse(paymentId);
    this.desk.say(this.story.room, '银行退票，财务冲销', 'the bank returned the payment: reversed');
  }

  /** Something is decided about him, by a member of staff of that role. */
  async decided(role: Role, command: StaffCommand, text: string, en: string): Promise<void> {
    const { id } = await this.until('there', (row) => row.status !== 'closed');
    await this.desk.command(role, id, command, text);
    this.desk.say(this.story.room, `${this.desk.nameOf(role)}：${text}`, en);
  }
}
