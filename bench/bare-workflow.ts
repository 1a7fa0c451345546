import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';

/**
 * What a case is measured against: a Temporal workflow written straight down for exactly this lifecycle, without machine, projection,
 * plan, evidence, gates, contact rules, locks or re-reading. The same messages leave through the same provider, as activities; the same
 * waits are timers; it hears as many signals.
 *
 * Its activities insert the same row of `contact` before the call, and its outcome after it, each in a transaction of its own, and
 * the provider keeps the same message. What they do not do: ask whether the message may go out at all, and prove that it did.
 */
export type BareCase = {
  caseId: string;
  accountId: string;
  communityId: string;
  /** Before each reminder, milliseconds of real time */
  waitsMs: number[];
  /** What the last wait for a payment would be, and the silent window after it */
  nextLevelMs: number;
  windowMs: number;
};

export interface BareActivities {
  remind(one: { key: string; accountId: string; communityId: string; text: string }): Promise<string>;
}

export const releasedSignal = defineSignal('released');
export const paidSignal = defineSignal('paid');

const { remind } = proxyActivities<BareActivities>({
  startToCloseTimeout: '90 seconds',
  retry: { initialInterval: '2 seconds', maximumAttempts: 5 },
});

export async function bareCase({
  caseId,
  accountId,
  communityId,
  waitsMs,
  nextLevelMs,
  windowMs,
}: BareCase): Promise<void> {
  let released = false;
  let paid = false;
  setHandler(releasedSignal, () => {
    released = true;
  });
  setHandler(paidSignal, () => {
    paid = true;
  });
  const send = (step: string, text: string) =>
    remind({ key: `${caseId}/1/${step}/0`, accountId, communityId, text });

  await condition(() => released);
  for (const [index, waitMs] of waitsMs.entries()) {
    if (waitMs > 0) await condition(() => paid, waitMs);
    if (!paid) await send(`reminder-${index + 1}`, 'T1');
  }
  await condition(() => paid, nextLevelMs);
  await send('thanks', 'T5');
  await sleep(windowMs);
}
