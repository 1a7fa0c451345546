import type { Context } from '../context';
import type { Tx } from '../db/scope';
import { idNumberOf } from '../domain/id-number';
import { UserError } from '../errors';

/**
 * 证件号 of the liable party: sealed, shown to nobody by this. The commonest thing that a filing lacks.
 *
 * @throws {UserError} ID_NUMBER_WRONG
 */
export async function setIdNumber(
  tx: Tx,
  context: Pick<Context, 'cipher' | 'now'>,
  { accountId, byId, idNumber }: { accountId: string; byId: string; idNumber: string },
): Promise<void> {
  const plain = idNumberOf(idNumber);
  if (plain === null) {
    throw new UserError(
      'ID_NUMBER_WRONG',
      '证件号有误：身份证号或统一社会信用代码 18 位（校验位须相符），护照等 7–12 位',
      'not an identity number, a credit code, nor the number of a passport',
      422,
    );
  }
  const { partyId } = await tx.account.findUniqueOrThrow({
    where: { id: accountId },
    select: { partyId: true },
  });
  await tx.party.update({
    where: { id: partyId },
    data: {
      idNumberSealed: context.cipher.seal(plain),
      idNumberSetById: byId,
      idNumberSetAt: new Date(context.now()),
    },
  });
}
