import { smsSegments } from '../../src/domain/sms-segments';

describe('how a text message is billed', () => {
  it.each([
    [0, 0],
    [1, 1],
    [70, 1],
    [71, 2],
    [134, 2],
    [135, 3],
    [201, 3],
    [202, 4],
    [500, 8],
  ])('%d characters are %d', (characters, segments) => {
    expect(smsSegments('物'.repeat(characters))).toBe(segments);
  });

  it('counts the signature', () => {
    expect(smsSegments(`【安和物业】${'物'.repeat(64)}`)).toBe(1);
    expect(smsSegments(`【安和物业】${'物'.repeat(65)}`)).toBe(2);
  });
});
