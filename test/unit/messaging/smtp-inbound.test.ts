import { readMail } from '../../../src/messaging/smtp/inbound';
import { stepKeysIn } from '../../../src/messaging/smtp/message-id';
import { fixtureMail } from '../../support/fixture-mail';

const KEY = '019a6b1c-3f00-7000-8000-0123456789ab/1/first-reminder/0';
const ID = '<019a6b1c-3f00-7000-8000-0123456789ab.1.first-reminder.0@example.com>';
const TO = 'Zhou@example.org';
const read = (name: string) => readMail(fixtureMail(name, { messageId: ID, recipient: TO }));
const OF = { messageId: ID, stepKey: KEY };

describe('a report of a mail server', () => {
  it('of a mailbox that is not there', async () => {
    expect(await read('postfix-unknown-user')).toEqual({
      kind: 'report',
      of: OF,
      reports: [
        {
          action: 'failed',
          status: '5.1.1',
          noMailbox: true,
          recipients: ['zhou@example.org', 'zhou@example.org'],
        },
      ],
    });
  });

  it('of a full mailbox, which is there', async () => {
    expect(await read('exchange-full')).toMatchObject({
      kind: 'report',
      of: OF,
      reports: [{ action: 'failed', status: '5.2.2', noMailbox: false }],
    });
  });

  it('of one that is late', async () => {
    expect(await read('postfix-delayed')).toMatchObject({
      of: OF,
      reports: [{ action: 'delayed', status: '4.4.1', noMailbox: false }],
    });
  });

  it('whose status says nothing, by the words of the other server', async () => {
    expect(await read('generic-status')).toMatchObject({
      of: OF,
      reports: [
        {
          action: 'failed',
          status: '5.0.0',
          noMailbox: true,
          recipients: ['zhou@example.org', 'forwarded.elsewhere@example.net'],
        },
      ],
    });
  });
});

describe('what is no report', () => {
  it('an absence note is automatic', async () => {
    expect(await read('away')).toEqual({ kind: 'automatic' });
  });

  it('an answer is what was written, without what was quoted', async () => {
    expect(await read('answer')).toEqual({
      kind: 'letter',
      of: OF,
      from: TO,
      subject: '回复：账单提醒',
      text: '上个月已经在服务中心刷卡交过了，请核对。\n另外3楼楼道灯还没有修。',
      optOut: false,
      realAt: Date.UTC(2026, 10, 24, 11, 20),
    });
  });

  it('what our own List-Unsubscribe writes is a refusal', async () => {
    expect(await read('unsubscribe')).toMatchObject({ kind: 'letter', of: null, from: TO, optOut: true });
  });

  it('a postmaster who writes in words alone is read by people', async () => {
    expect(await read('postmaster-in-words')).toMatchObject({ kind: 'letter', of: OF, optOut: false });
  });

  it('nothing is read out of what is no mail', async () => {
    expect(await readMail(Buffer.from('not a mail at all'))).toEqual({ kind: 'nothing' });
    expect(await readMail(Buffer.from([0xff, 0xfe, 0x00, 0x80]))).toEqual({ kind: 'nothing' });
  });
});

it('an id in words names no message of ours', () => {
  expect(stepKeysIn(`see ${ID.replace('019a6b1c', 'nothexxx')}`)).toEqual([]);
});
