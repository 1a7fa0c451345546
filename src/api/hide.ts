import type { Context } from '../context';
import { maskAddress, maskName } from './mask';

type Known = {
  nameSealed: string;
  contactPoints: readonly { kind: string; address: { valueSealed: string } }[];
};

/** Shorter than this a name is a word that may stand anywhere. */
const SHORTEST_NAME = 2;

/**
 * What identifies the person, masked wherever it stands in a text: a notice names its addressee, and staff write names into reasons.
 * Whoever needs the whole reveals it, which is in evidence.
 */
export function hiding({ cipher }: Pick<Context, 'cipher'>, { nameSealed, contactPoints }: Known) {
  const name = cipher.open(nameSealed);
  const known = contactPoints.map(({ kind, address }) => [cipher.open(address.valueSealed), kind] as const);
  const pairs = [
    ...(name.length >= SHORTEST_NAME ? [[name, maskName(name)] as const] : []),
    ...known.map(([value, kind]) => [value, maskAddress(kind, value)] as const),
  ];
  return {
    inText<Text extends string | null>(text: Text): Text {
      if (text === null) return text;
      return pairs.reduce<string>(
        (hidden, [whole, masked]) => hidden.replaceAll(whole, masked),
        text,
      ) as Text;
    },
    /** In every string of a content that is plain JSON */
    inContent<Content>(content: Content): Content {
      return JSON.parse(JSON.stringify(content), (_key, value) =>
        typeof value === 'string' ? this.inText(value) : value,
      );
    },
  };
}
