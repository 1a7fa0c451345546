import { type Refusal, RefusedError } from './client';

export type Progress = { phase: string; rows: number; of: number | null };

type Line = { progress: Progress } | { answer: unknown } | { refusal: Refusal };

/** Work that takes its time: told how far it is, a line of JSON each, until its answer comes. Throws `RefusedError`. */
export async function withProgress<Answer>(
  path: string,
  body: FormData | object,
  onProgress: (progress: Progress) => void,
): Promise<Answer> {
  const form = body instanceof FormData;
  const response = await fetch(path, {
    method: 'POST',
    body: form ? body : JSON.stringify(body),
    headers: {
      accept: 'application/x-ndjson',
      'x-cuijiao-portal': '1',
      ...(form ? {} : { 'content-type': 'application/json' }),
    },
  }).catch(() => null);
  if (!response?.body) throw lost();
  if (!response.ok) throw new RefusedError((await response.json()) as Refusal);
  for await (const line of linesOf(response.body)) {
    const told = JSON.parse(line) as Line;
    if ('progress' in told) onProgress(told.progress);
    else if ('refusal' in told) throw new RefusedError(told.refusal);
    else return told.answer as Answer;
  }
  throw lost();
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
    if (done) return;
  }
}

function lost(): RefusedError {
  return new RefusedError({
    code: 'NO_ANSWER',
    zh: '连接中断。已经做的不会丢，请刷新后接着做',
    en: 'the connection was lost; nothing that was done is lost: reload and go on',
  });
}
