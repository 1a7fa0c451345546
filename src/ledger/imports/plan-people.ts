import type { OwnerRow, PrepaymentRow } from '../rows/content';
import { objectKey } from '../rows/object-code';
import { addPoints, identify, ownPhone, phonePoints } from './contact-points';
import { ensureObject, findObject, nameKey, type Planning, placeAccount } from './place-account';
import { type GroupRow, ofKnown, type RowResult } from './plan-group';

/** Care marks as codes: the mark, not the diagnosis, decides that the supervisor calls. */
const careCodes: readonly [RegExp, string][] = [
  [/高龄|独居|老人/, 'elderly_alone'],
  [/病/, 'ill'],
  [/丧|亡/, 'bereaved'],
];

/** 业主档案: one row a room; who is liable, how the person is reached, who is to be spared. */
export function planOwnerGroup(planning: Planning, rows: readonly GroupRow<OwnerRow>[]): RowResult[] {
  const [first, ...rest] = rows;
  if (!first) return [];
  const { rowNumber, content } = first;
  const { account, owner } = placeAccount(planning, [content.object], {
    name: content.name,
    phone: ownPhone(content.phones),
    kind: content.role,
  });
  const isNew = account.isNew && account.points.length === 0;
  ensureObject(planning, content.object, account, { building: account.building, areaCm2: null });
  identify(planning, account, ownPhone(content.phones));
  const phones = addPoints(planning, account, phonePoints(content.phones));
  const others = addPoints(planning, account, otherPoints(content));
  const isMarked = markCare(planning, account, content.careMark);
  const isOtherKind = setKind(planning, account, content.role);
  const isSame = owner === 'same' && phones + others === 0 && !isMarked && !isOtherKind;
  const head: RowResult = {
    rowNumber,
    verdict: isSame ? 'same' : 'good',
    problems: [],
    difference: { owner, phones: isNew ? 0 : phones, ...ofKnown(account) },
    accountId: account.id,
  };
  return [head, ...rest.map((row) => again(first, row, account.id))];
}

function again(
  first: GroupRow<OwnerRow>,
  { rowNumber, content }: GroupRow<OwnerRow>,
  accountId: string,
): RowResult {
  const isRepeated = JSON.stringify(content) === JSON.stringify(first.content);
  const reason = isRepeated
    ? `与第 ${first.rowNumber} 行重复，只导入一次`
    : `第 ${first.rowNumber} 行已是同一房号的业主，请合并成一行`;
  const severity = isRepeated ? ('warning' as const) : ('bad' as const);
  return {
    rowNumber,
    verdict: isRepeated ? 'repeated' : 'bad',
    problems: [{ column: '整行', reason, severity }],
    difference: {},
    accountId,
  };
}

function otherPoints({ postal, email, emailUsable }: OwnerRow) {
  return [
    ...(postal === null ? [] : [{ kind: 'postal' as const, value: postal, usable: true, relation: null }]),
    ...(email === null
      ? []
      : [{ kind: 'email' as const, value: email, usable: emailUsable, relation: null }]),
  ];
}

function markCare(
  { writes }: Planning,
  account: { id: string; careMark: string | null },
  text: string | null,
): boolean {
  if (text === null) return false;
  const careMark = careCodes.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
  if (account.careMark === careMark) return false;
  account.careMark = careMark;
  writes.accountUpdates.set(account.id, { ...writes.accountUpdates.get(account.id), careMark });
  return true;
}

function setKind(
  { writes }: Planning,
  account: { partyId: string; partyKind: string },
  kind: string,
): boolean {
  if (account.partyKind === kind) return false;
  account.partyKind = kind;
  writes.partyUpdates.set(account.partyId, { ...writes.partyUpdates.get(account.partyId), kind });
  return true;
}

export type PrepaymentPlanning = Planning & { batchId: string; onDay: string };

/** 预存余额: what the charging system states beside the credit of payments that we know ourselves. */
export function planPrepaymentGroup(
  planning: PrepaymentPlanning,
  rows: readonly GroupRow<PrepaymentRow>[],
): RowResult[] {
  const { state } = planning;
  const [first, ...rest] = rows;
  if (!first) return [];
  const bad = (rowNumber: number, column: string, reason: string): RowResult => ({
    rowNumber,
    verdict: 'bad',
    problems: [{ column, reason, severity: 'bad' }],
    difference: {},
    accountId: null,
  });
  const { rowNumber, content } = first;
  const accountId = findObject(state, content.object)?.accountId;
  const account = accountId ? state.accounts.get(accountId) : undefined;
  if (!account) return rows.map((row) => bad(row.rowNumber, '房号', '没有这个房号，请先导入台账或业主档案'));
  if (content.name !== null && account.name !== '' && nameKey(content.name) !== nameKey(account.name)) {
    return rows.map((row) => bad(row.rowNumber, '姓名', '与这一户的业主不符，请核对'));
  }
  const beforeFen = account.statedPrepaidFen;
  const afterFen = content.balanceFen;
  account.statedPrepaidFen = afterFen;
  if (beforeFen !== afterFen) {
    planning.writes.prepayments.push({
      communityId: planning.communityId,
      accountId: account.id,
      amountFen: afterFen - beforeFen,
      origin: 'stated',
      importId: planning.batchId,
      onDay: planning.onDay,
    });
    planning.writes.touch(account.id, 'prepayment');
  }
  const head: RowResult = {
    rowNumber,
    verdict: beforeFen === afterFen ? 'same' : 'good',
    problems: [],
    difference: { prepaid: { beforeFen, afterFen }, accountId: account.id },
    accountId: account.id,
  };
  const also = rest.map((row): RowResult => {
    const isRepeated =
      row.content.balanceFen === afterFen && objectKey(row.content.object) === objectKey(content.object);
    if (!isRepeated)
      return bad(row.rowNumber, '预存余额', `第 ${rowNumber} 行已是同一户的余额，请合并成一行`);
    const reason = `与第 ${rowNumber} 行重复，只导入一次`;
    return {
      ...head,
      rowNumber: row.rowNumber,
      verdict: 'repeated',
      difference: {},
      problems: [{ column: '整行', reason, severity: 'warning' }],
    };
  });
  return [head, ...also];
}
