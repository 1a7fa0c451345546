import { existsSync } from 'node:fs';
import path from 'node:path';
import { LAW_TABLE, lawRule } from '../../src/domain/law-table';

const root = path.resolve(__dirname, '../..');

describe('the table of the rules of law', () => {
  it('names each rule once', () => {
    const ids = LAW_TABLE.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(() => lawRule('nothing')).toThrow('no such rule');
  });

  it.each(LAW_TABLE.map(({ id, where }) => [id, where] as const))(
    '%s is enforced where it says',
    (_, where) => {
      expect(where.length).toBeGreaterThan(0);
      expect(where.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    },
  );

  it('says everything in both languages', () => {
    for (const { zh, en, doesZh, doesEn } of LAW_TABLE) {
      for (const text of [zh, en, doesZh, doesEn]) expect(text.length).toBeGreaterThan(5);
      expect(zh + doesZh).toMatch(/\p{Script=Han}/u);
      expect(en + doesEn).not.toMatch(/\p{Script=Han}/u);
    }
  });
});
