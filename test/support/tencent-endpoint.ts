import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the provider does with the next message, or with all of them. */
export type SmsScript =
  | { kind: 'accept' }
  /** Takes it, and answers only after a while */
  | { kind: 'slow'; ms: number }
  /** Takes it, and the connection breaks before the answer */
  | { kind: 'takes_and_dies' }
  /** The request comes, nothing is taken, the connection breaks */
  | { kind: 'loses' }
  /** Takes it, and never answers */
  | { kind: 'never' }
  /** HTTP 200, and the one number in it is refused; some refusals are on its records */
  | { kind: 'number'; code: string; onRecord?: boolean }
  /** Response.Error: the whole request is refused */
  | { kind: 'error'; code: string }
  | { kind: 'http'; status: number }
  | { kind: 'garbage' }
  /** An answer about another number, or about none */
  | { kind: 'statuses'; of: { SerialNo: string; PhoneNumber: string; Code: string }[] };

/** A message as the provider keeps it. */
export type KeptSms = {
  PhoneNumber: string;
  SerialNo: string;
  SendStatus: number;
  RequestCode: string;
  StatusCode: string;
  SendTime: number;
  UserReceiveTime: number;
};

export type SendCall = {
  PhoneNumberSet: string[];
  SmsSdkAppId: string;
  SignName: string;
  TemplateId: string;
  TemplateParamSet: string[];
  SessionContext: string;
};

const SEND_FIELDS = [
  'PhoneNumberSet',
  'SessionContext',
  'SignName',
  'SmsSdkAppId',
  'TemplateId',
  'TemplateParamSet',
];
const MOST_RECORDS = 1_000;

/**
 * The provider's API on this machine: the signature of every request is computed anew from the documented steps and compared, and the
 * documented answers are given, slowly, twice, or never.
 */
export async function startTencentEndpoint({ now }: { now: () => number }) {
  const secretId = 'AKIDexampleexampleexample';
  const secretKey = 'keyexampleexampleexample';
  const sends: SendCall[] = [];
  const questions: Record<string, unknown>[] = [];
  const kept: KeptSms[] = [];
  const scripts: SmsScript[] = [];
  const state = {
    otherwise: { kind: 'accept' } as SmsScript,
    isDown: false,
    questionError: null as string | null,
    /** How many it says there are, where that is not what it shows */
    totalCount: null as number | null,
    signatures: { right: 0, wrong: [] as string[] },
  };
  let serial = 0;

  function keep(call: SendCall, SendStatus = 3, RequestCode = ''): KeptSms {
    serial += 1;
    const record = {
      PhoneNumber: call.PhoneNumberSet[0] ?? '',
      SerialNo: `2028:${serial}:${createHash('md5').update(String(serial)).digest('hex').slice(0, 8)}`,
      SendStatus,
      RequestCode,
      StatusCode: '',
      SendTime: Math.floor(now() / 1_000),
      UserReceiveTime: 0,
    };
    kept.unshift(record);
    return record;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (state.isDown) return void request.socket.destroy();
    const wrong = wrongSignature(request, body, { secretId, secretKey });
    if (wrong) {
      state.signatures.wrong.push(wrong);
      return refuse(response, 'AuthFailure.SignatureFailure');
    }
    state.signatures.right += 1;
    if (request.headers['x-tc-version'] !== '2021-01-11') return refuse(response, 'NoSuchVersion');
    const asked = JSON.parse(body) as Record<string, unknown>;
    switch (request.headers['x-tc-action']) {
      case 'SendSms':
        return send(request, response, asked as SendCall);
      case 'DescribeSendRecordList':
        return list(response, asked);
      default:
        return refuse(response, 'InvalidAction');
    }
  }

  async function send(request: IncomingMessage, response: ServerResponse, call: SendCall): Promise<void> {
    sends.push(call);
    if (Object.keys(call).sort().join() !== SEND_FIELDS.join()) return refuse(response, 'UnknownParameter');
    if (call.PhoneNumberSet.length !== 1) return refuse(response, 'LimitExceeded.PhoneNumberCountLimit');
    if (Buffer.byteLength(call.SessionContext) >= 512) return refuse(response, 'InvalidParameter');
    const script = scripts.shift() ?? state.otherwise;
    switch (script.kind) {
      case 'accept':
        return statuses(response, call, [taken(keep(call))]);
      case 'slow': {
        const record = keep(call);
        await sleep(script.ms, undefined, { ref: false });
        return statuses(response, call, [taken(record)]);
      }
      case 'takes_and_dies':
        keep(call);
        return void request.socket.destroy();
      case 'loses':
        return void request.socket.destroy();
      case 'never':
        keep(call);
        return;
      case 'number':
        if (script.onRecord) keep(call, 1, script.code);
        return statuses(response, call, [
          { SerialNo: '', PhoneNumber: call.PhoneNumberSet[0] ?? '', Code: script.code },
        ]);
      case 'error':
        return refuse(response, script.code);
      case 'http':
        response.statusCode = script.status;
        return void response.end('down');
      case 'garbage':
        return void response.end('<html>');
      case 'statuses':
        return statuses(response, call, script.of);
      default: {
        const never: never = script;
        throw new Error(`unknown script: ${JSON.stringify(never)}`);
      }
    }
  }

  function list(response: ServerResponse, asked: Record<string, unknown>): void {
    questions.push(asked);
    if (state.questionError) {
      refuse(response, state.questionError);
      return;
    }
    const { PhoneNumber, BeginTime, EndTime, Limit = 20, Offset = 0 } = asked as Record<string, number>;
    const nowS = Math.floor(now() / 1_000);
    const wrong = wrongQuestion({ BeginTime, EndTime, Limit, Offset }, nowS);
    if (wrong) {
      refuse(response, wrong);
      return;
    }
    const all = kept.filter(
      (one) =>
        one.PhoneNumber === String(PhoneNumber) &&
        one.SendTime >= (BeginTime ?? 0) &&
        one.SendTime <= (EndTime ?? nowS),
    );
    const shown = all.slice(0, MOST_RECORDS);
    reply(response, {
      SendRecordSet: shown
        .slice(Offset, Offset + Limit)
        .map((one) => ({ ...one, IsoCode: 'CN', Content: '【安和***' })),
      TotalCount: state.totalCount ?? shown.length,
    });
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    secretId,
    secretKey,
    sends,
    questions,
    kept,
    state,
    keep,
    /** For the next messages, in order; after them as `state.otherwise` says */
    script: (...next: SmsScript[]) => void scripts.push(...next),
    sendsOf: (stepKey: string) => sends.filter(({ SessionContext }) => SessionContext === stepKey),
    /** What came of a message, as its records show it */
    settle(SerialNo: string, SendStatus: 2 | 4, StatusCode: string) {
      const record = kept.find((one) => one.SerialNo === SerialNo);
      if (!record) throw new Error('no such message');
      Object.assign(record, {
        SendStatus,
        StatusCode,
        UserReceiveTime: SendStatus === 2 ? record.SendTime + 3 : 0,
      });
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type TencentEndpoint = Awaited<ReturnType<typeof startTencentEndpoint>>;

function wrongQuestion(
  { BeginTime = 0, EndTime = 0, Limit = 20, Offset = 0 }: Record<string, number | undefined>,
  nowS: number,
): string | null {
  if (BeginTime < nowS - 72 * 3_600) return 'InvalidParameterValue.BeginTimeVerifyFail';
  if (EndTime > nowS) return 'InvalidParameterValue.EndTimeVerifyFail';
  if (Limit < 1 || Limit > 50) return 'InvalidParameterValue.LimitVerifyFail';
  if (Offset < 0 || Offset > MOST_RECORDS) return 'InvalidParameterValue.OffsetVerifyFail';
  return null;
}

function taken({ SerialNo, PhoneNumber }: KeptSms) {
  return { SerialNo, PhoneNumber, Code: 'Ok' };
}

/**
 * TC3-HMAC-SHA256, from its description: a canonical request, a string to sign with the day's scope, three keys each made of the one before.
 *
 * @returns what is wrong; null: it is right
 */
function wrongSignature(
  request: IncomingMessage,
  body: string,
  { secretId, secretKey }: { secretId: string; secretKey: string },
): string | null {
  const authorization = request.headers.authorization ?? '';
  const parts =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d{2}-\d{2})\/([^/]+)\/tc3_request, ?SignedHeaders=([a-z;-]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (!parts) return 'the header is not of the form';
  const [, id, day = '', service = '', signedHeaders = '', signature] = parts;
  if (id !== secretId) return 'another key';
  const timestamp = Number(request.headers['x-tc-timestamp']);
  if (Math.abs(Date.now() / 1_000 - timestamp) > 300) return 'the clock is off';
  if (new Date(timestamp * 1_000).toISOString().slice(0, 10) !== day) return 'another day';
  const names = signedHeaders.split(';');
  if (!names.includes('host') || !names.includes('content-type')) return 'headers are not signed';
  // the provider has no port in its host: on one of its own the SDK signs the name alone
  const signed: Record<string, unknown> = {
    ...request.headers,
    host: request.headers.host?.replace(/:\d+$/, ''),
  };
  const headers = names.map((name) => `${name}:${String(signed[name]).trim().toLowerCase()}\n`).join('');
  const canonical = ['POST', '/', '', headers, signedHeaders, sha256(body)].join('\n');
  const toSign = ['TC3-HMAC-SHA256', timestamp, `${day}/${service}/tc3_request`, sha256(canonical)].join(
    '\n',
  );
  const key = [day, service, 'tc3_request'].reduce<Buffer | string>(hmac, `TC3${secretKey}`);
  return hmac(key, toSign).toString('hex') === signature ? null : 'the signature is another';
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function statuses(
  response: ServerResponse,
  call: SendCall,
  of: { SerialNo: string; PhoneNumber: string; Code: string }[],
) {
  reply(response, {
    SendStatusSet: of.map((one) => ({
      ...one,
      Fee: one.Code === 'Ok' ? 1 : 0,
      SessionContext: call.SessionContext,
      Message: one.Code === 'Ok' ? 'send success' : 'not sent',
      IsoCode: 'CN',
    })),
  });
}

function refuse(response: ServerResponse, Code: string): void {
  reply(response, { Error: { Code, Message: `said of ${Code}` } });
}

function reply(response: ServerResponse, answer: object): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ Response: { ...answer, RequestId: 'b0a1' } }));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
