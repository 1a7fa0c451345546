import { checkCommunity, objectOf, phonesOf, type RowContext } from './charge-row';
import type { OwnerRow, PrepaymentRow } from './content';
import { hasBad } from './problem';
import type { RowReader } from './row-reader';

const roleWords: Record<string, OwnerRow['role']> = {
  业主: 'owner',
  产权人: 'owner',
  使用人: 'occupier',
  租户: 'occupier',
  承租人: 'occupier',
  开发商: 'developer',
  单位: 'organisation',
  公司: 'organisation',
};

export function parseOwnerRow(row: RowReader, context: RowContext): OwnerRow | null {
  checkCommunity(row, context);
  const where = objectOf(row);
  const name = row.text('name');
  if (name === '') row.bad('name', '没有填写姓名');
  const role = roleOf(row);
  const phones = [
    ...phonesOf(row, 'phone', null),
    ...phonesOf(row, 'phone2', row.text('phone2Relation') || null),
  ];
  const email = row.plain('email');
  const emailUsable = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email);
  if (email !== '' && !emailUsable) row.warn('email', '邮箱格式不对，已单独存放，不会用于联系');
  if (where === null || hasBad(row.problems)) return null;
  return {
    object: where.object,
    role,
    name,
    phones,
    postal: row.text('postal') || null,
    email: email || null,
    emailUsable,
    careMark: row.text('care') || null,
    steward: row.text('steward') || null,
  };
}

function roleOf(row: RowReader): OwnerRow['role'] {
  const text = row.text('role');
  const role = Object.hasOwn(roleWords, text) ? roleWords[text] : undefined;
  if (role === undefined && text !== '') row.warn('role', '不认识的身份，按业主处理');
  return role ?? 'owner';
}

export function parsePrepaymentRow(row: RowReader, context: RowContext): PrepaymentRow | null {
  checkCommunity(row, context);
  const where = objectOf(row);
  const balanceFen = row.yuan('balance', 'required');
  if (where === null || balanceFen === null || hasBad(row.problems)) return null;
  return { object: where.object, name: row.text('name') || null, balanceFen };
}
