import { PassingError } from '../../../src/errors';
import { answerOfFailure } from '../../../src/messaging/smtp/replies';

const NOW = Date.UTC(2026, 10, 24, 2);
const answer = (command: string, response: string, handedOver = false) =>
  answerOfFailure(
    {
      code: handedOver ? 'EMESSAGE' : 'EENVELOPE',
      command,
      response,
      responseCode: Number(response.slice(0, 3)),
    },
    handedOver,
    NOW,
  );

describe('a reply of a mail server', () => {
  it.each([
    // the mailbox
    ['RCPT TO', '550 5.1.1 <zhou@example.com> user unknown', 'dead_number', 'RCPT 550 5.1.1'],
    ['RCPT TO', '550-5.1.2 no such domain', 'dead_number', 'RCPT 550 5.1.2'],
    ['RCPT TO', '553 5.1.3 bad syntax', 'dead_number', 'RCPT 553 5.1.3'],
    ['RCPT TO', '550 5.2.1 the mailbox is disabled', 'dead_number', 'RCPT 550 5.2.1'],
    ['RCPT TO', '550 Mailbox not found', 'dead_number', 'RCPT 550'],
    ['RCPT TO', '550 User not found: zhou@example.com', 'dead_number', 'RCPT 550'],
    ['RCPT TO', '550 5.7.1 rejected for policy reasons', 'unreachable', 'RCPT 550 5.7.1'],
    ['RCPT TO', '554 denied', 'unreachable', 'RCPT 554'],
    ['RCPT TO', '552 5.2.2 mailbox full', 'deferred', 'RCPT 552 5.2.2'],
    ['RCPT TO', '450 4.7.1 greylisted, try again', 'deferred', 'RCPT 450 4.7.1'],
    ['RCPT TO', '452 4.2.2 over quota', 'deferred', 'RCPT 452 4.2.2'],
    // ourselves
    ['RCPT TO', '550 5.7.1 Relaying denied', 'account', 'RCPT 550 5.7.1'],
    ['MAIL FROM', '553 mail from must equal authorized user', 'account', 'MAIL 553'],
    ['AUTH PLAIN', '535 5.7.8 authentication failed', 'account', 'CONNECT 535 5.7.8'],
    ['CONN', '554 no service for you', 'account', 'CONNECT 554'],
  ])('%s %s', (command, response, of, code) => {
    expect(answer(command, response)).toMatchObject({ kind: 'refused', class: of, code });
  });

  it.each([
    ['552 5.3.4 message too big', 'template', 'END 552 5.3.4'],
    ['554 5.7.1 spam', 'template', 'END 554 5.7.1'],
    ['550 content denied', 'template', 'END 550'],
    ['550 5.7.26 unauthenticated mail', 'account', 'END 550 5.7.26'],
    ['550 5.1.1 no such user', 'dead_number', 'END 550 5.1.1'],
    ['451 4.3.0 try again later', 'deferred', 'END 451 4.3.0'],
    ['421 4.3.2 shutting down', 'deferred', 'END 421 4.3.2'],
  ])('to the whole message: %s', (response, of, code) => {
    expect(answer('DATA', response, true)).toMatchObject({ kind: 'refused', class: of, code });
  });

  it.each([
    ['CONN', '421 4.3.2 too many connections', 'CONNECT 421 4.3.2'],
    ['AUTH LOGIN', '454 4.7.0 temporary failure', 'CONNECT 454 4.7.0'],
    ['MAIL FROM', '451 4.3.0 try again', 'MAIL 451 4.3.0'],
  ])('that is not about the message: %s %s', (command, response, code) => {
    expect(answer(command, response)).toEqual({ kind: 'unavailable', code });
  });

  it('keeps a full mailbox for a day', () => {
    expect(answer('RCPT TO', '552 5.2.2 full')).toMatchObject({ untilReal: NOW + 86_400_000 });
    expect(answer('RCPT TO', '450 4.7.1 greylisted')).not.toHaveProperty('untilReal');
  });

  it('is kept without the words in which the addressee may be named', () => {
    expect(JSON.stringify(answer('RCPT TO', '550 5.1.1 <zhou@example.com> unknown'))).not.toContain('zhou');
  });
});

describe('a connection that fails', () => {
  it.each(['ECONNECTION', 'ETIMEDOUT', 'EDNS', 'ETLS', 'ESOCKET'])(
    '%s before the message: the server was away',
    (code) => {
      expect(answerOfFailure({ code, command: 'CONN' }, false, NOW)).toEqual({ kind: 'unavailable', code });
    },
  );

  it.each(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EABORT'])(
    '%s in the message: nobody knows, and nothing is guessed',
    (code) => {
      expect(() => answerOfFailure({ code, command: 'CONN' }, true, NOW)).toThrow(PassingError);
    },
  );

  it('for want of a password is the account’s affair', () => {
    expect(answerOfFailure({ code: 'EAUTH', command: 'API' }, false, NOW)).toMatchObject({
      class: 'account',
    });
  });
});
