import { searchTerms } from '../../../src/ledger/search/terms';

describe('what may have been typed into the search box', () => {
  it.each([
    ['12404', '12404', '12404', false],
    ['12-1-404', '12-1-404', '121404', true],
    ['12栋1单元404', '12-1-404', '121404', true],
    ['１２－１－４０４', '12-1-404', '121404', true],
    ['12号楼404室', '12-404', '12404', true],
    ['b3-002', 'B3-002', 'B3002', true],
    ['B3002', 'B3002', 'B3002', false],
  ])('reads %s as a code', (typed, code, plain, structured) => {
    expect(searchTerms(typed).object).toEqual({ kind: null, code, plain, structured });
  });

  it('reads the kind of an object where it is said', () => {
    expect(searchTerms('车位 B3-002').object).toMatchObject({ kind: 'parking', code: 'B3-002' });
    expect(searchTerms('商铺12').object).toMatchObject({ kind: 'shop', code: '12' });
  });

  it('takes a whole number for a phone and nothing else', () => {
    expect(searchTerms('138 0000 0101')).toMatchObject({ phone: '13800000101', object: null, name: null });
    expect(searchTerms('+86-13800000101').phone).toBe('13800000101');
  });

  it('takes four digits for a room as well as for the end of a number', () => {
    expect(searchTerms('1404')).toMatchObject({ lastFour: '1404', object: { plain: '1404' } });
  });

  it('takes a name without its spaces', () => {
    expect(searchTerms('张 建国')).toMatchObject({ name: '张建国', object: null, number: null });
  });

  it('takes letters and digits for the number of a notice or a parcel', () => {
    expect(searchTerms('ea 1234-5678 9cn').number).toBe('EA123456789CN');
  });
});
