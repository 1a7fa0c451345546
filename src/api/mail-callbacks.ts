import { z } from 'zod';
import { MAIL_TAKEN_AS, takeMail } from '../cases/inbound-mail';
import type { Context } from '../context';
import { UserError } from '../errors';
import { mailAccountOf } from '../messaging/smtp/callbacks';
import type { Api } from './api';
import { described, refusals } from './route';

/** A letter with pictures in it is taken all the same; what is kept of it is its words. */
const LONGEST_MAIL_BYTES = 10 * 1024 * 1024;

const paramsSchema = z.object({ secret: z.string().min(1).max(200) });

/**
 * Mail of the mailboxes to which bounces and answers come, as a mail server pipes it in: one whole message a request. Who may bring it is told
 * by the secret in the address.
 */
export function mailCallbackRoutes(app: Api, context: Context): void {
  for (const type of ['message/rfc822', 'application/octet-stream']) {
    app.addContentTypeParser(
      type,
      { parseAs: 'buffer', bodyLimit: LONGEST_MAIL_BYTES },
      (_request, body, done) => done(null, body),
    );
  }
  app.post(
    '/api/callbacks/email/:secret',
    {
      config: { access: { kind: 'public' } },
      bodyLimit: LONGEST_MAIL_BYTES,
      // before a byte of the mail is read
      onRequest: async (request) => void accountOf(context, paramsSchema.parse(request.params).secret),
      schema: {
        ...described('contacts', '退信与业主回信：由邮件服务器转入整封邮件（message/rfc822），地址含密钥'),
        consumes: ['message/rfc822'],
        params: paramsSchema,
        response: { 200: z.object({ taken: z.enum(MAIL_TAKEN_AS) }), ...refusals },
      },
    },
    async (request) => {
      const account = accountOf(context, request.params.secret);
      const { body } = request as { body: unknown };
      if (!Buffer.isBuffer(body) || body.length === 0) {
        throw new UserError(
          'MAIL_MISSING',
          '须以 message/rfc822 提交整封邮件',
          'send a whole mail as message/rfc822',
        );
      }
      return { taken: await takeMail(context, account, body) };
    },
  );
}

/** @throws {UserError} NOT_FOUND: a wrong secret and no such place are one answer */
function accountOf({ config }: Context, secret: string): string {
  const account = mailAccountOf(config.smtpAccounts, secret);
  if (account === null) throw new UserError('NOT_FOUND', '没有这个地址', 'there is no such place', 404);
  return account;
}
