import { displayWidth, facts, table } from '../../../src/cli/table';

test('a Chinese character takes two columns, a mark none', () => {
  expect(displayWidth('房号 1-1')).toBe(8);
  expect(displayWidth('，。（）')).toBe(8);
  expect(displayWidth('𠮷')).toBe(2);
  expect(displayWidth('e\u0301')).toBe(1);
});

test('columns stand under each other, amounts to the right', () => {
  const rows = [
    { room: '1-1-101', fen: '1.00' },
    { room: '地下车位', fen: '1,200.00' },
  ];
  const text = table(rows, [
    { heading: '房号', of: (row) => row.room },
    { heading: '金额', of: (row) => row.fen, right: true },
  ]);
  expect(text.split('\n')).toEqual([
    '房号          金额',
    '────────  ────────',
    '1-1-101       1.00',
    '地下车位  1,200.00',
  ]);
});

test('nothing from a file moves the cursor or breaks a line', () => {
  const text = table([{ name: 'a\u001b[2Jb\r\nc' }], [{ heading: '名', of: (row) => row.name }]);
  expect(text.split('\n').at(-1)).toBe('a [2Jb c');
});

test('facts without a value are left out', () => {
  expect(
    facts([
      ['房号', '1-1-101'],
      ['关怀', null],
      ['逾期天数', 3],
    ]),
  ).toBe('房号      1-1-101\n逾期天数  3');
});
