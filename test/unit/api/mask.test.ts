import { maskAddress, maskName, maskPhone } from '../../../src/api/mask';

describe('personal data as lists show it', () => {
  test.each([
    ['13800006287', '138****6287'],
    ['057188880000', '****0000'],
    ['110', '****'],
  ])('a number keeps what tells two apart: %s', (phone, shown) => {
    expect(maskPhone(phone)).toBe(shown);
  });

  test.each([
    ['张建国', '张*'],
    ['张三', '张*'],
    ['欧阳娜娜', '欧*'],
    ['示例置业有限公司', '示例**'],
    ['𠮷田', '𠮷*'],
    ['', ''],
  ])('a name keeps the form of address: %s', (name, shown) => {
    expect(maskName(name)).toBe(shown);
  });

  test('a mailbox keeps its host, a postal address its city', () => {
    expect(maskAddress('email', 'wen.qiang@example.com')).toBe('w***@example.com');
    expect(maskAddress('email', 'nothing')).toBe('***');
    expect(maskAddress('postal', '示例市示例路 1 号示例花园 2-3-1701')).toBe('示例市示例路***');
    expect(maskAddress('postal', '短')).toBe('***');
  });
});
