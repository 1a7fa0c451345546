import { CommanderError } from 'commander';
import { EXIT, exitCodeOf, explain, UsageError } from '../../../src/cli/exit';
import { PassingError, UserError } from '../../../src/errors';

test.each([
  ['a refusal', new UserError('HELD', '暂停中', 'held', 409), EXIT.refused],
  ['what is not there', new UserError('NO_SUCH_CASE', '没有', 'none', 404), EXIT.notFound],
  ['a service that is away', new PassingError('SERVER_AWAY', 'away'), EXIT.unavailable],
  ['a wrong option', new UsageError('错', 'wrong'), EXIT.usage],
  ['an unknown command', new CommanderError(1, 'commander.unknownCommand', 'x'), EXIT.usage],
  ['help', new CommanderError(0, 'commander.help', 'x'), EXIT.done],
  ['anything else', new TypeError('x is not a function'), EXIT.bug],
])('%s has its own exit code', (_what, error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});

test('a program is told the code and both sentences, a person the Chinese one first', () => {
  const error = new UserError('HELD', '案件暂停中', 'the case is held', 409, { holdIds: ['a'] });
  expect(JSON.parse(explain(error, true))).toEqual({
    code: 'HELD',
    zh: '案件暂停中',
    en: 'the case is held',
    details: { holdIds: ['a'] },
  });
  expect(explain(error, false)).toBe('案件暂停中\n（HELD: the case is held）');
});
