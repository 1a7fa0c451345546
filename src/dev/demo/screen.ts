import { addDays } from '../../domain/civil-day';
import { levelSchema } from '../../domain/vocabulary';
import { closeReasonSchema } from '../../machine/vocabulary';
import { CLOSE_WORDS, LEVEL_WORDS } from '../../machine/words';
import type { DemoClock } from './clock';
import type { CaseRow, Watch } from './watch';

const STATUS_EVERY_DAYS = 5;

/** The demonstration as it is told while it runs: Chinese first, a few words of English after. */
export class Screen {
  private clock: DemoClock | undefined;
  private lastStatusDay = 0;

  /** @param print one line */
  constructor(private readonly print: (line: string) => void) {}

  startClock(clock: DemoClock): void {
    this.clock = clock;
  }

  note(zh: string, en: string): void {
    this.print(`${zh}  ${grey(en)}`);
  }

  say(room: string, zh: string, en: string): void {
    this.print(`${this.day()}  ${room.padEnd(8)} ${zh}  ${grey(en)}`);
  }

  changed(before: CaseRow | undefined, now: CaseRow): void {
    const level = levelSchema.parse(now.level);
    if (!before || before.level !== now.level) {
      this.say(now.label, `→ ${LEVEL_WORDS[level]}`, `level ${level}`);
    }
    if (!before || before.status === now.status) return;
    if (now.status === 'settled') this.say(now.label, '✓ 已结清，进入退票观察期', 'settled, silent');
    else if (now.status === 'open') this.say(now.label, '↺ 回到原处', 'open again, back at its place');
    else {
      const reason = closeReasonSchema.parse(now.closeReason);
      this.say(now.label, `■ 结案：${CLOSE_WORDS[reason]}`, `closed: ${reason.replaceAll('_', ' ')}`);
    }
  }

  /** Now and then, how many stand where. */
  status(watch: Watch): void {
    const day = this.clock?.dayNumber() ?? 0;
    if (day < this.lastStatusDay + STATUS_EVERY_DAYS) return;
    this.lastStatusDay = day;
    const rows = [...watch.cases.values()];
    const open = (level: number) => rows.filter((row) => row.status === 'open' && row.level === level).length;
    const settled = rows.filter(({ status }) => status === 'settled').length;
    const closed = rows.filter(({ status }) => status === 'closed').length;
    const levels = [1, 2, 3, 4].map((level) => `${level} 级 ${open(level)}`).join('　');
    this.print(
      `── 第 ${day} 天　${levels}　结清 ${settled}　结案 ${closed}  ${grey(`day ${day}: open by level, settled, closed`)}`,
    );
  }

  private day(): string {
    if (!this.clock) return '';
    const number = this.clock.dayNumber();
    return `第${String(number).padStart(3)} 天 ${addDays(this.clock.firstDay, number).slice(5)}`;
  }
}

function grey(text: string): string {
  return process.stdout.isTTY ? `\x1b[90m${text}\x1b[0m` : `| ${text}`;
}
