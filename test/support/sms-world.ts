import { randomUUID } from 'node:crypto';
import { createApi } from '../../src/api/app';
import { performStep } from '../../src/cases/perform';
import { createCommunity } from '../../src/communities/create';
import type { Prisma } from '../../src/db/generated/client';
import { withSystemScope } from '../../src/db/scope';
import type { StepAnswer } from '../../src/machine/events';
import { createTencent } from '../../src/messaging/tencent/provider';
import { createClaimWorld, type TestCase } from './claim-world';
import { startTencentEndpoint } from './tencent-endpoint';

export const LEASE_MS = 2_000;
export const LATENCY_MS = 10_000;
export const CALLBACK = 'callback-secret-of-the-company-1';
export const OTHER_CALLBACK = 'callback-secret-of-the-company-2';

const six = (...ours: number[]) => ours.map((one) => ({ ours: one, characters: 7 }));

/** As an administrator sets them: our templates with their numbers at the provider. */
export const SMS_SETTINGS = {
  account: 'main',
  appId: '1400006666',
  region: 'ap-guangzhou',
  signName: '安和物业',
  templates: {
    'T1@1': { id: '900001', variables: six(1, 2, 3) },
    'T1c@1': { id: '900003', variables: six(1, 2) },
    'T2@1': { id: '900002', variables: six(1, 2) },
  },
};

/** A community that sends by the real SDK to an endpoint on this machine, and the service that hears the provider's callbacks. */
export async function createSmsWorld() {
  const clock: { now: () => number } = { now: () => Date.now() };
  const endpoint = await startTencentEndpoint({ now: () => clock.now() });
  const { secretId, secretKey, url } = endpoint;
  const world = await createClaimWorld({
    environment: {
      CLAIM_LEASE: `${LEASE_MS}ms`,
      PROVIDER_LATENCY: `${LATENCY_MS}ms`,
      TENCENT_ACCOUNTS: JSON.stringify({
        main: { secretId, secretKey, callback: CALLBACK, endpoint: url },
        other: {
          ...{ secretId, secretKey, callback: OTHER_CALLBACK, endpoint: url },
          callbackIps: ['203.0.113.7'],
        },
      }),
    },
  });
  clock.now = world.context.now;
  const { db, cipher, config, now } = world.context;
  const tencent = { db, cipher, accounts: config.tencentAccounts, now };
  world.context.providers = {
    ...world.context.providers,
    tencent: (communityId) => createTencent(tencent, communityId),
  };
  const api = await createApi(world.context);
  const base = await api.listen({ host: '127.0.0.1', port: 0 });

  async function configure(communityId: string, sms: object | null = SMS_SETTINGS): Promise<void> {
    await withSystemScope(world.context, (tx) =>
      tx.community.update({
        where: { id: communityId },
        data: {
          providers: { sms: 'tencent', email: 'capture' },
          messaging: (sms === null ? {} : { sms }) as Prisma.InputJsonObject,
        },
      }),
    );
  }
  await configure(world.communityId);

  /** Another community of the company, with an account of the same owner's number. */
  async function addCommunity(demonstration?: { asOf: string; secondsPerDay: number }): Promise<string> {
    const { id } = await withSystemScope(world.context, (tx) =>
      createCommunity(tx, {
        name: `另一小区 ${randomUUID()}`,
        companyName: '安和物业服务有限公司',
        servicePhone: '0571-88880000',
        demonstration,
      }),
    );
    return id;
  }

  async function perform(one: TestCase, key: string): Promise<StepAnswer> {
    const performed = await performStep(world.context, { record: one.record(), key });
    if (performed.type === 'DIVERGED') throw new Error('the record is not the case’s');
    return performed.answer;
  }

  async function callback(kind: 'status' | 'reply', items: unknown, secret = CALLBACK) {
    const answer = await fetch(`${base}/api/callbacks/tencent/${secret}/${kind}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(items),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }

  return {
    world,
    endpoint,
    url: base,
    configure,
    addCommunity,
    perform,
    callback,
    contactOf: (key: string) =>
      world.inScope((tx) => tx.contact.findUniqueOrThrow({ where: { stepKey: key } })),
    async destroy() {
      await api.close();
      await world.destroy();
      await endpoint.stop();
    },
  };
}
