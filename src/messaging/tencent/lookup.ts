import { PassingError } from '../../errors';
import type { LookupAnswer, Receipt } from '../provider';
import type { SendRecord, TencentClient } from './client';
import { meaningOf, safeCode } from './codes';
import type { Neighbour, Span } from './neighbours';
import { failureOf, safeReceiptCode } from './receipt-codes';
import { recordsOf } from './records';

/** The provider shows three days. */
const SHOWN_MS = 72 * 60 * 60_000;
/** Both clocks may differ: a request whose clock is off by more than five minutes is refused. */
const SKEW_MS = 5.5 * 60_000;
/** A record may be written later than the answer is given. Only after this is none a proof that nothing was taken. */
const SETTLED_MS = 6 * 60_000;
/** From the call to the latest instant at which the provider may have taken it: lease and skew, generously. */
const TAKEN_WITHIN_MS = 10 * 60_000;

export type Question = {
  account: string;
  appId: string;
  to: string;
  /** The call was begun then, real time */
  sinceReal: number;
  nowReal: number;
  /** All others of the same app to this number whose call was begun within `span` */
  neighbours: (span: Span) => Promise<Neighbour[]>;
};

/**
 * What became of a call without an answer. The provider keeps no key of ours, so it is found by number and time: what others of our messages
 * are known by is left out, and what remains is this one — if nothing else can be it.
 *
 * It answers `nothing` only where it knows: early enough to be shown whole, late enough to be written, none cut off, and no other call in
 * doubt to the same number.
 *
 * @throws {PassingError} where it is not known yet
 */
export async function lookUpSms(
  client: TencentClient,
  { account, appId, to, sinceReal, nowReal, neighbours }: Question,
  signal: AbortSignal,
): Promise<LookupAnswer> {
  const from = sinceReal - SKEW_MS;
  // a minute of its three days goes by while it is asked
  const shownFrom = nowReal - SHOWN_MS + 60_000;
  if (from < shownFrom) return { kind: 'cannot_ask' };
  const until = sinceReal + TAKEN_WITHIN_MS + SKEW_MS;
  const { records, complete } = await recordsOf(
    client,
    { appId, to, beginS: Math.floor(from / 1_000), endS: endOf(until, nowReal) },
    signal,
  );
  const others = await neighbours({ from, until });
  const doubtful = others.some(({ is }) => is === 'in_doubt');
  const mine = without(others, records).filter(
    ({ SendTime }) => SendTime * 1_000 >= from - 1_000 && SendTime * 1_000 <= until,
  );
  const [only] = mine;
  if (mine.length > 1 || (only && doubtful)) throw unsure('SMS_SEVERAL_IN_DOUBT');
  if (only) return answerOf(only, account, nowReal);
  if (!complete) throw unsure('SMS_RECORDS_CUT');
  if (doubtful) throw unsure('SMS_SEVERAL_IN_DOUBT');
  if (nowReal - sinceReal < SETTLED_MS) throw unsure('SMS_TOO_SOON');
  return { kind: 'nothing' };
}

/** What is left when every other message that is accounted for is taken away. */
function without(others: readonly Neighbour[], records: readonly SendRecord[]): SendRecord[] {
  const left = [...records];
  for (const other of others) {
    if (other.is === 'in_doubt') continue;
    const place = left.findIndex((record) =>
      other.is === 'known'
        ? record.SerialNo === other.ref
        : record.SendStatus === 1 && safeCode(record.RequestCode) === other.code,
    );
    if (place >= 0) left.splice(place, 1);
  }
  return left;
}

/** Its own clock is the limit of what it takes as an end: one near it is left to the provider. */
function endOf(until: number, nowReal: number): number | null {
  return until < nowReal - SKEW_MS ? Math.ceil(until / 1_000) : null;
}

function answerOf(record: SendRecord, account: string, nowReal: number): LookupAnswer {
  const { SerialNo: ref } = record;
  const answer = { code: 'Ok', account, sid: ref, status: record.SendStatus, found: true };
  switch (record.SendStatus) {
    case 1:
      return notTaken(record, nowReal);
    case 2:
      return { kind: 'found', ref: refOf(record), delivered: true, answer };
    case 3:
      return { kind: 'found', ref: refOf(record), delivered: false, answer };
    case 4:
      return { kind: 'failed', ref: refOf(record), failure: failureOf(record.StatusCode, ''), answer };
    default:
      throw unsure('SMS_STATUS_UNKNOWN');
  }
}

/** It was turned away before a carrier had it, whatever the word for it. */
function notTaken({ RequestCode }: SendRecord, nowReal: number): LookupAnswer {
  const meaning = meaningOf(RequestCode);
  if (meaning.kind === 'in_doubt') return { kind: 'nothing' };
  const untilReal = meaning.untilReal?.(nowReal);
  return {
    kind: 'refused',
    class: meaning.class,
    code: safeCode(RequestCode),
    ...(untilReal !== undefined && { untilReal }),
  };
}

function refOf({ SerialNo }: SendRecord): string {
  if (SerialNo === '') throw unsure('SMS_RECORD_WITHOUT_NUMBER');
  return SerialNo;
}

function unsure(code: string): PassingError {
  return new PassingError(code, 'what became of the message is not known yet');
}

/** The receipt of a message whose number at the provider is known; null while there is none, or none that it still shows. */
export async function receiptOfSms(
  client: TencentClient,
  { appId, to, ref, sinceReal, nowReal }: Omit<Question, 'neighbours' | 'account'> & { ref: string },
  signal: AbortSignal,
): Promise<Receipt | null> {
  const from = Math.max(sinceReal - SKEW_MS, nowReal - SHOWN_MS + 60_000);
  const until = sinceReal + TAKEN_WITHIN_MS + SKEW_MS;
  if (from >= until) return null;
  const { records } = await recordsOf(
    client,
    { appId, to, beginS: Math.ceil(from / 1_000), endS: endOf(until, nowReal) },
    signal,
  );
  const record = records.find(({ SerialNo }) => SerialNo === ref);
  if (record?.SendStatus === 2) {
    const realAt = record.UserReceiveTime > 0 ? record.UserReceiveTime * 1_000 : null;
    return { ref, state: 'delivered', code: safeReceiptCode(record.StatusCode), failure: null, realAt };
  }
  if (record?.SendStatus === 4) {
    const failure = failureOf(record.StatusCode, '');
    return { ref, state: 'failed', code: failure.code, failure, realAt: null };
  }
  return null;
}
