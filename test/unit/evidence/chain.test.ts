import fc from 'fast-check';
import { canonicalJson, contentDigest, entryHash, genesisHash, type Json } from '../../../src/evidence/chain';

describe('canonical JSON', () => {
  it('is one text for one value, whatever the order of its keys', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'x'], c: undefined })).toBe('{"a":[true,null,"x"],"b":1}');
    expect(canonicalJson({ a: [true, null, 'x'], b: 1 })).toBe(canonicalJson({ b: 1, a: [true, null, 'x'] }));
  });

  it('says what JSON says', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = canonicalJson(value as Json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('refuses what is no JSON rather than write something else', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, new Date(), new Map()]) {
      expect(() => canonicalJson({ value } as unknown as Json)).toThrow(TypeError);
    }
  });
});

describe('the hash of an entry', () => {
  const entry = {
    accountId: 'a',
    seq: 2,
    communityId: 'c',
    caseId: null,
    key: 'k',
    kind: 'settled',
    atMs: 1,
    realAtMs: 2,
    actorId: 'system',
    contentDigest: 'd',
    previous: genesisHash('a'),
  };

  it('changes with every column', () => {
    const changed = Object.keys(entry).map((column) => {
      const value = entry[column as keyof typeof entry];
      return entryHash({ ...entry, [column]: typeof value === 'number' ? value + 1 : `${value}x` });
    });
    expect(new Set([entryHash(entry), ...changed]).size).toBe(Object.keys(entry).length + 1);
  });

  it('is not the same where what one column loses the next one gains', () => {
    expect(entryHash({ ...entry, key: 'ka', kind: 'b' })).not.toBe(
      entryHash({ ...entry, key: 'k', kind: 'ab' }),
    );
    expect(genesisHash('a')).not.toBe(genesisHash('b'));
    expect(contentDigest('s', 'x')).not.toBe(contentDigest('sx', ''));
  });
});
