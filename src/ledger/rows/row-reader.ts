import type { CivilDay } from '../../domain/civil-day';
import { type Fen, parseYuan } from '../../domain/money';
import type { Mapping } from '../mapping/mapping';
import { parseDay } from '../reading/days';
import type { SourceRow } from '../reading/table';
import { halfWidth } from '../reading/text';
import type { Problem } from './problem';

/** Personal values stay out of problems, which are shown and logged. */
const personal = new Set(['name', 'phone', 'phone2', 'payer', 'memo', 'postal', 'email']);

const moneyReason = {
  EMPTY: '没有填写金额',
  NOT_A_NUMBER: '不是数字',
  TOO_MANY_DECIMALS: '小数超过两位，请核对后改为元、角、分',
  BAD_SEPARATORS: '千分位的位置不对',
  TOO_LARGE: '金额大得不合常理',
} as const;

/** Reads the cells of one row by field, and collects what is wrong with them. */
export class RowReader {
  readonly problems: Problem[] = [];

  constructor(
    private readonly row: SourceRow,
    private readonly columns: ReadonlyMap<string, number>,
    private readonly mapping: Mapping,
  ) {}

  get rowNumber(): number {
    return this.row.rowNumber;
  }

  has(field: string): boolean {
    return this.mapping.fields[field] !== undefined;
  }

  text(field: string): string {
    const heading = this.mapping.fields[field];
    return heading === undefined ? '' : this.cell(heading);
  }

  cell(heading: string): string {
    const column = this.columns.get(heading);
    return column === undefined ? '' : (this.row.cells[column] ?? '');
  }

  /** Digits and letters as ordinary ones; names are left as they are. */
  plain(field: string): string {
    return halfWidth(this.text(field)).trim();
  }

  bad(field: string, reason: string): void {
    this.problem(field, reason, 'bad');
  }

  warn(field: string, reason: string): void {
    this.problem(field, reason, 'warning');
  }

  /** null when empty or wrong; what is wrong is noted. */
  yuan(
    field: string,
    rule: 'required' | 'optional' | 'derived',
    sign: 'positive' | 'any' = 'positive',
  ): Fen | null {
    const heading = this.mapping.fields[field];
    return heading === undefined && rule !== 'required'
      ? null
      : this.amount(field, this.text(field), rule, sign);
  }

  amount(
    field: string,
    text: string,
    rule: 'required' | 'optional' | 'derived',
    sign: 'positive' | 'any',
  ): Fen | null {
    const parsed = parseYuan(text);
    if (parsed.ok && (sign === 'any' || parsed.fen >= 0)) return parsed.fen;
    if (!parsed.ok && parsed.problem === 'EMPTY' && rule !== 'required') return null;
    const reason = parsed.ok ? '金额不能为负' : moneyReason[parsed.problem];
    this.problem(field, reason, rule === 'derived' ? 'warning' : 'bad', text);
    return null;
  }

  day(field: string, rule: 'required' | 'optional' | 'declared', month: 'first' | 'last'): CivilDay | null {
    const parsed = parseDay(this.text(field), month);
    if (parsed.ok) return parsed.day;
    if (parsed.problem === 'EMPTY') {
      if (rule === 'required') this.bad(field, '没有填写日期');
      return null;
    }
    const reason = parsed.problem === 'NO_SUCH_DAY' ? '没有这一天' : '不是日期，请写成 2026-07-01';
    this.problem(field, reason, rule === 'declared' ? 'warning' : 'bad');
    return null;
  }

  private problem(field: string, reason: string, severity: Problem['severity'], value?: string): void {
    const column = this.mapping.fields[field] ?? field;
    const shown = (value ?? this.text(field)).slice(0, 60);
    const withValue = personal.has(field) || shown === '' ? {} : { value: shown };
    this.problems.push({ column, ...withValue, reason, severity });
  }
}
