import { halfWidth } from '../reading/text';
import { type ObjectKind, parseObject, plainCode } from '../rows/object-code';

/** What may have been typed into the one search box. All of it is looked for: `1404` is a room as well as the end of a number. */
export type SearchTerms = {
  object: ObjectTerm | null;
  /** A full name, without its spaces */
  name: string | null;
  /** A whole number, digits only */
  phone: string | null;
  lastFour: string | null;
  /** 通知书编号 or 运单号: letters and digits only, in capitals */
  number: string | null;
};

export type ObjectTerm = {
  /** said with its kind: 车位 B3-002 */
  kind: ObjectKind | null;
  /** as it is stored: 12-1-404 */
  code: string;
  /** the code without its dashes: 121404 */
  plain: string;
  /** dashes or words say where building, unit and room end: 12-1 is not 1-21 */
  structured: boolean;
};

/** What is dropped from a code before two are compared; the same as in the index of `charge_object`. */
const BETWEEN = /[- /#:.]/g;
const kindSaid =
  /^(?:地下|地上|人防|产权|固定)?(?:停车位|车位|车库|泊位|商铺|商业|门面|底商|店铺|别墅|储藏室|储藏间|储物间|储物室|杂物间|仓库)/;

/** @param typed as it was typed; full-width characters, spaces and 栋, 单元, 室 are understood */
export function searchTerms(typed: string): SearchTerms {
  const text = halfWidth(typed).trim();
  const bare = text.replace(/[\s-]/g, '');
  const digits = bare.replace(/^\+?86(?=1\d{10}$)/, '');
  return {
    object: objectTerm(text),
    name: /^[\p{Script=Han}\p{L}·.()（）\s]{2,40}$/u.test(text) ? text.replace(/[\s\u3000]/g, '') : null,
    phone: /^\d{7,12}$/.test(digits) ? digits : null,
    lastFour: /^\d{4}$/.test(bare) ? bare : null,
    number: /^[A-Za-z0-9]{6,32}$/.test(bare) && /\d/.test(bare) ? bare.toUpperCase() : null,
  };
}

function objectTerm(text: string): ObjectTerm | null {
  const said = plainCode(text);
  if (!/\d/.test(said) || /^(?:\+?86)?1[3-9]\d{9}$/.test(said.replace(/[\s-]/g, ''))) return null;
  const ref = parseObject(said);
  if (!ref || ref.code.length > 40) return null;
  const code = ref.code.toUpperCase();
  return {
    kind: kindSaid.test(said) ? ref.kind : null,
    code,
    plain: code.replace(BETWEEN, ''),
    structured: code.includes('-'),
  };
}
