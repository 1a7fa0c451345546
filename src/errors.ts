/**
 * Three families of error. What is none of the first two is a bug: it is not caught, and it is loud.
 */

/** The user's: clear, actionable, in the user's language. Refused with its code; never retried. */
export class UserError extends Error {
  override readonly name = 'UserError';

  /**
   * @param code stable, in CAPITALS_WITH_UNDERSCORES; the API answers with it
   * @param zh what is wrong and what to do, for people who are not engineers
   * @param en the same in English
   * @param status the HTTP status that says it best
   */
  constructor(
    readonly code: string,
    readonly zh: string,
    readonly en: string,
    readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 = 422,
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(`${code}: ${en}`);
  }
}

/** The passing one: a database that restarts, a provider that does not answer. Retried by whoever called. */
export class PassingError extends Error {
  override readonly name = 'PassingError';

  constructor(
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(`${code}: ${message}`, options);
  }
}
