import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PassingError } from '../../src/errors';
import type { LookupAnswer, Provider, RefusalClass } from '../../src/messaging/provider';

/** What the provider does with the next call of a key, or with all of them. */
export type Script =
  | { kind: 'accept' }
  /** Takes the message, and answers only after a while */
  | { kind: 'slow'; ms: number }
  /** Takes the message, and the connection breaks before the answer */
  | { kind: 'dies_after_accepting' }
  /** The call arrives, the message is lost, and the connection breaks */
  | { kind: 'loses' }
  | { kind: 'refuses'; class: RefusalClass; code: string; untilReal?: number };

export type Call = { stepKey: string; to: string; text: string; templateId: string; at: number };

/**
 * A provider in a process-visible store of its own, over HTTP: it survives the worker that is killed, and its log is the one that law 4
 * is checked against.
 */
export async function startScriptedProvider() {
  const calls: Call[] = [];
  const lookups: string[] = [];
  const taken = new Map<string, { delivered: boolean }>();
  const scripts = new Map<string, Script[]>();
  const state = { otherwise: { kind: 'accept' } as Script, canBeAsked: true, isDown: false };
  const waiting: (() => void)[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (state.isDown) return void request.socket.destroy();
    if (request.url === '/lookup') {
      const { stepKey } = body as { stepKey: string };
      lookups.push(stepKey);
      return reply(response, lookUp(stepKey));
    }
    const call = body as Call;
    calls.push({ ...call, at: Date.now() });
    for (const wake of waiting.splice(0)) wake();
    const script = scripts.get(call.stepKey)?.shift() ?? state.otherwise;
    switch (script.kind) {
      case 'accept':
        taken.set(call.stepKey, { delivered: false });
        return reply(response, { kind: 'accepted', ref: `ref-${calls.length}`, answer: { code: 'Ok' } });
      case 'slow':
        taken.set(call.stepKey, { delivered: false });
        await sleep(script.ms, undefined, { ref: false });
        return reply(response, { kind: 'accepted', ref: `ref-${calls.length}`, answer: { code: 'Ok' } });
      case 'dies_after_accepting':
        taken.set(call.stepKey, { delivered: false });
        return void request.socket.destroy();
      case 'loses':
        return void request.socket.destroy();
      case 'refuses':
        return reply(response, {
          kind: 'refused',
          class: script.class,
          code: script.code,
          untilReal: script.untilReal,
        });
      default: {
        const never: never = script;
        throw new Error(`unknown script: ${JSON.stringify(never)}`);
      }
    }
  }

  function lookUp(stepKey: string): LookupAnswer {
    if (!state.canBeAsked) return { kind: 'cannot_ask' };
    const found = taken.get(stepKey);
    if (!found) return { kind: 'nothing' };
    return { kind: 'found', ref: `found-${stepKey}`, delivered: found.delivered, answer: { code: 'Ok' } };
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    calls,
    lookups,
    taken,
    state,
    /** For the next calls of a key, in order; after them as `state.otherwise` says */
    script(stepKey: string, ...next: Script[]) {
      scripts.set(stepKey, next);
    },
    callsOf: (stepKey: string) => calls.filter((call) => call.stepKey === stepKey),
    /** Until the next call has arrived */
    nextCall: () => new Promise<void>((resolve) => waiting.push(resolve)),
    provider: () => scriptedProviderAt(url),
    stop: () => stop(server),
  };
}

/** The provider as the product uses it, in whichever process. */
export function scriptedProviderAt(url: string): Provider {
  return {
    name: 'scripted',
    async send({ stepKey, to, text, template }, signal) {
      return post(`${url}/send`, { stepKey, to, text, templateId: template.id }, signal);
    },
    async lookup({ stepKey, signal }) {
      return post(`${url}/lookup`, { stepKey }, signal);
    },
  };
}

async function post<T>(url: string, body: unknown, signal: AbortSignal): Promise<T> {
  try {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), signal });
    return (await response.json()) as T;
  } catch (error) {
    throw new PassingError('NO_ANSWER', 'the provider did not answer', { cause: error });
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function reply(response: ServerResponse, answer: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(answer));
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
