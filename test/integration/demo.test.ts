import { createClient } from '../../src/cli/client';
import { promised, runDemo } from '../../src/dev/demo';
import { createService, type Service } from '../support/service';

jest.setTimeout(480_000);

/** Of each kind of ending one, every level, and none that waits for the referrals of a quarter: fifty days. */
const ROOMS = ['1-1-101', '1-1-201', '1-2-103', '2-1-103', '2-1-204', '2-2-103', '2-2-201', '2-2-202'];

let service: Service;

beforeAll(async () => {
  service = await createService();
});
afterAll(() => service.destroy());

test('the demonstration shows every level and every kind of ending, and asks nobody who should not be asked', async () => {
  const lines: string[] = [];
  const summary = await runDemo({
    admin: createClient({ url: service.url, token: service.token('admin') }),
    context: service.context,
    print: (line) => lines.push(line),
    rooms: ROOMS,
    // a test run is a busy machine
    secondsPerDay: 2,
  });
  expect({ problems: summary.problems, breaches: summary.breaches }).toEqual({ problems: [], breaches: [] });
  expect(summary.levelsSeen).toEqual([1, 2, 3, 4]);
  expect(summary.endingsSeen).toEqual(promised().endings);
  expect(summary.evidence).toMatchObject({ whole: true, found: 0 });
  expect(summary.evidence.files).toBeGreaterThan(0);
  expect(summary.accounts.map(({ room }) => room)).toEqual(ROOMS);
  expect(summary.accounts.filter(({ asExpected }) => !asExpected)).toEqual([]);
  expect(summary.ok).toBe(true);
  expect(lines.some((line) => line.includes('四级·法律途径'))).toBe(true);
  expect(lines.join('\n')).not.toMatch(/1380000\d{4}/);
});
