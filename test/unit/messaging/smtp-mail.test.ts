import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { loadConfig } from '../../../src/config';
import type { Message } from '../../../src/messaging/provider';
import { smtpAccountsSchema } from '../../../src/messaging/smtp/accounts';
import { composeMail, isMailbox } from '../../../src/messaging/smtp/compose';
import { htmlOf } from '../../../src/messaging/smtp/html';
import { messageIdOf, stepKeysIn } from '../../../src/messaging/smtp/message-id';
import { emailSettingsSchema } from '../../../src/messaging/smtp/settings';

const CASE = '019a6b1c-3f00-7000-8000-0123456789ab';
const settings = emailSettingsSchema.parse({
  account: 'main',
  from: { name: '示例花园物业服务中心', address: 'service@example.com' },
  replyTo: 'desk@example.com',
  returnPath: 'bounce@example.com',
});
const message: Message = {
  stepKey: `${CASE}/1/first-reminder/0`,
  communityId: 'c',
  accountId: 'a',
  channel: 'email',
  to: 'zhou@example.com',
  subject: '示例花园12-1-404 物业服务费账单提醒（2026年7–12月）',
  text: [
    '尊敬的周先生/女士：您好！',
    '截至2026年11月24日，您名下12-1-404有以下账单尚未缴纳：',
    '　12-1-404｜物业费｜2026年7–12月｜716.26元',
    '　车位｜车位费 <月租>｜2026年7–12月｜1,200.00元',
    '合计1,916.26元。',
  ].join('\n'),
  template: { id: 'E1@1', params: [] },
  at: Date.UTC(2026, 10, 24, 2),
};

async function raw(change: Partial<Message> = {}, of = settings): Promise<string> {
  const transporter = createTransport({ streamTransport: true, buffer: true });
  const sent = await transporter.sendMail(composeMail({ ...message, ...change }, of));
  return String((sent as unknown as { message: Buffer }).message);
}

const headersOf = (text: string) => text.split('\r\n\r\n')[0] ?? '';

describe('a mail', () => {
  it('says the same in text and HTML, in Chinese that decodes to itself', async () => {
    const parsed = await simpleParser(await raw());
    expect(parsed.subject).toBe(message.subject);
    expect(parsed.text?.trim()).toBe(message.text);
    expect(parsed.from?.value).toEqual([settings.from]);
    expect(parsed.replyTo?.text).toBe('desk@example.com');
    expect(parsed.html).toContain('<td style="border:1px solid #ccc;padding:4px 10px">物业费</td>');
    expect(parsed.attachments).toEqual([]);
  });

  it('has one Message-ID for its step, from which the step is found again', async () => {
    const id = messageIdOf(message.stepKey, 'service@Example.com');
    expect(id).toBe(`<${CASE}.1.first-reminder.0@example.com>`);
    expect((await simpleParser(await raw())).messageId).toBe(id);
    expect((await simpleParser(await raw({ at: message.at + 60_000 }))).messageId).toBe(id);
    expect(stepKeysIn(`<other@example.org> ${id}`)).toEqual([message.stepKey]);
    const strange = `${CASE}/12/VERIFY_PAYMENT~${CASE}/1`;
    expect(stepKeysIn(messageIdOf(strange, 'a@b.cn'))).toEqual([strange]);
    expect(stepKeysIn('<20261124.abc@mail.example.org>')).toEqual([]);
  });

  it('leads who wants no more to people, and no machine to an answer', async () => {
    const headers = headersOf(await raw());
    expect(headers).toMatch(/^List-Unsubscribe: <mailto:desk@example\.com\?subject=unsubscribe>$/m);
    expect(headers).toMatch(/^Auto-Submitted: auto-generated$/m);
  });

  it('goes to one addressee, from the mailbox to which it comes back', () => {
    expect(composeMail(message, settings).envelope).toEqual({
      from: 'bounce@example.com',
      to: ['zhou@example.com'],
    });
    const own = { ...settings, returnPath: null };
    expect(composeMail(message, own).envelope).toMatchObject({ from: 'service@example.com' });
  });

  it.each([
    { subject: '账单\r\nBcc: third@example.org' },
    { subject: '账单\nBcc: third@example.org\n\n<b>x</b>' },
    { to: 'zhou@example.com\r\nBcc: third@example.org' },
    { to: 'zhou@example.com, third@example.org' },
  ])('takes no header from %j', async (change) => {
    const headers = headersOf(await raw(change));
    expect(headers).not.toMatch(/^bcc:/im);
    expect(headers).not.toMatch(/^\S*third/im);
  });

  it('takes no line break into the name of its sender', () => {
    for (const name of ['服务中心\r\nBcc: third@example.org', '服务\u2028中心', 'a\u0000b', '']) {
      expect(emailSettingsSchema.safeParse({ ...settings, from: { ...settings.from, name } }).success).toBe(
        false,
      );
    }
    expect(
      emailSettingsSchema.safeParse({ ...settings, replyTo: 'a@example.com, b@example.com' }).success,
    ).toBe(false);
  });
});

describe('an addressee', () => {
  it.each(['zhou@example.com', 'zhou.ming+home@mail.example.com.cn', '周明@例子.中国', '12345@qq.com'])(
    'is one mailbox: %s',
    (address) => expect(isMailbox(address)).toBe(true),
  );

  it.each([
    'zhou',
    'zhou@',
    '@example.com',
    'zhou@example',
    'a@b.com,c@d.com',
    'a@b.com;c@d.com',
    '周明 <a@b.com>',
    'a@b.com\nBcc: c@d.com',
    'a b@c.com',
    'a@b@c.com',
    'a..b@c.com',
    '"a"@b.com',
    `${'a'.repeat(65)}@b.com`,
  ])('is none: %j', (address) => expect(isMailbox(address)).toBe(false));
});

describe('HTML', () => {
  it('escapes what the text has, fetches nothing, and puts charge lines into a table', () => {
    const html = htmlOf(
      `${message.text}\n<script>alert("x")</script>\n<img src="https://example.org/t.gif">`,
    );
    expect(html).not.toMatch(/<script|<img|<a |https?:[^<]*"\s*>/);
    expect(html).toContain('车位费 &lt;月租&gt;');
    expect(html.match(/<tr>/g)).toHaveLength(2);
    expect(html.match(/<table/g)).toHaveLength(1);
  });
});

describe('mail accounts', () => {
  const read = (value: unknown) => smtpAccountsSchema.safeParse(JSON.stringify(value));

  it('are read with their encryption', () => {
    const { data } = read({
      main: { url: 'smtps://service%40example.com:p%40ss@smtp.example.com' },
      start: { url: 'smtp://u:p@smtp.example.com' },
      catcher: { url: 'smtp://mail:1025?tls=none' },
    });
    expect(data?.main?.url).toEqual({
      host: 'smtp.example.com',
      port: 465,
      user: 'service@example.com',
      password: 'p@ss',
      tls: 'wrapped',
    });
    expect(data?.start?.url).toMatchObject({ port: 587, tls: 'required' });
    expect(data?.catcher?.url).toMatchObject({ host: 'mail', port: 1025, user: null, tls: 'none' });
  });

  it.each([
    ['no JSON', 'smtps://u:geheim@example.com'],
    ['another protocol', { main: { url: 'https://u:geheim@example.com' } }],
    ['an unknown option', { main: { url: 'smtp://u:geheim@example.com?tls=maybe' } }],
    ['a name with a space', { 'a b': { url: 'smtp://u:geheim@example.com' } }],
    ['a short callback', { main: { url: 'smtp://u:geheim@example.com', callback: 'geheim' } }],
  ])('are refused without saying the secret: %s', (_what, value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    expect(() => loadConfig({ NODE_ENV: 'production', SMTP_ACCOUNTS: text })).toThrow(/SMTP_ACCOUNTS: /);
    expect(() => loadConfig({ NODE_ENV: 'production', SMTP_ACCOUNTS: text })).not.toThrow(/geheim/);
  });
});
