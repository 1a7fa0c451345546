import { CommanderError } from 'commander';
import { PassingError, UserError } from '../errors';

/** What a script may rely on; `docs/cli.md` has the same table. */
export const EXIT = {
  done: 0,
  bug: 1,
  usage: 2,
  refused: 3,
  notFound: 4,
  unavailable: 5,
} as const;

/** The command line was wrong: a word too many, an option missing. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(
    readonly zh: string,
    readonly en: string,
  ) {
    super(en);
  }
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof UserError) return error.status === 404 ? EXIT.notFound : EXIT.refused;
  if (error instanceof PassingError) return EXIT.unavailable;
  return EXIT.bug;
}

/** For people a sentence, for programs (`--json`) the refusal as the API gave it; both on stderr, so that stdout stays data. */
export function explain(error: unknown, json: boolean): string {
  if (error instanceof CommanderError) return '';
  if (error instanceof UserError) {
    const { code, zh, en, details } = error;
    return json
      ? JSON.stringify({ code, zh, en, ...(details ? { details } : {}) })
      : `${zh}\n（${code}: ${en}）`;
  }
  if (error instanceof UsageError) {
    return json
      ? JSON.stringify({ code: 'USAGE', zh: error.zh, en: error.en })
      : `${error.zh}\n（${error.en}）`;
  }
  if (error instanceof PassingError) {
    const zh =
      error.code === 'SERVER_AWAY'
        ? '服务没有应答。请先 npm start，或用 cuijiao doctor 看哪里不对'
        : '服务的一部分暂时没有应答，请稍后再试；一直如此可用 cuijiao doctor 看哪里不对';
    return json ? JSON.stringify({ code: error.code, zh, en: error.message }) : `${zh}\n（${error.message}）`;
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return json ? JSON.stringify({ code: 'BUG', zh: '程序出错', en: message }) : `程序出错：\n${message}`;
}
