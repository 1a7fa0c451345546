/** Weights and check characters of GB 11643 (M) for a citizen's identity number of 18. */
const CITIZEN_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CITIZEN_CHECKS = '10X98765432';
/** Of GB 32100 (M): a unified social credit code of 18. */
const CREDIT_LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/**
 * 证件号 as it is kept: without spaces, in capitals. A citizen's number and a company's code are checked by their last character; passports and
 * permits, which have none, by their form.
 *
 * @returns null when it can be none
 */
export function idNumberOf(text: string): string | null {
  const plain = text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
  if (/^\d{17}[\dX]$/.test(plain)) return isCitizen(plain) || isCredit(plain) ? plain : null;
  if (/^[0-9A-Z]{18}$/.test(plain)) return isCredit(plain) ? plain : null;
  return /^(?=.*\d)[0-9A-Z]{7,12}$/.test(plain) ? plain : null;
}

function isCitizen(plain: string): boolean {
  const sum = CITIZEN_WEIGHTS.reduce((total, weight, at) => total + weight * Number(plain[at]), 0);
  return CITIZEN_CHECKS[sum % 11] === plain[17];
}

function isCredit(plain: string): boolean {
  const values = [...plain].map((letter) => CREDIT_LETTERS.indexOf(letter));
  if (values.includes(-1)) return false;
  const sum = CREDIT_WEIGHTS.reduce((total, weight, at) => total + weight * (values[at] ?? 0), 0);
  return CREDIT_LETTERS[(31 - (sum % 31)) % 31] === plain[17];
}
