import { withSystemScope } from '../../src/db/scope';
import { civilDay } from '../../src/domain/civil-day';
import { demonstrationClock } from '../../src/domain/clock';
import type { LadderStep } from '../../src/domain/ladder';
import { activatePolicy, createPolicyVersion, currentPolicy } from '../../src/policy/versions';
import { createService, type Service } from './service';
import { ledgerCsv, type Row } from './small-ledger';

/** A Tuesday without a holiday near: calls until 12:30, letters all day, visits from 18:00. */
export const ON = '2026-11-03';

/** The sample community on a working day at its real pace from 09:30 on, so that the ten minutes are ten minutes. */
export async function createWorkingDay(): Promise<Service> {
  const service = await createService();
  const { context, communityId } = service;
  await withSystemScope(context, async (tx) => {
    const clock = demonstrationClock(civilDay(ON), 'Asia/Shanghai', 86_400);
    await tx.community.update({ where: { id: communityId }, data: { clock } });
  });
  return service;
}

/** 「标准」, but that level 1 begins with this step instead of a text message. */
export async function beginWith(
  service: Service,
  first: Pick<LadderStep, 'act' | 'channels'>,
): Promise<void> {
  const { context, communityId } = service;
  await withSystemScope(context, async (tx) => {
    const { policy } = await currentPolicy(tx, communityId);
    const { steps } = policy.ladder.level1;
    const [begin] = steps;
    const call = steps.find(({ act }) => act === 'call');
    const like = first.act === 'call' ? call : begin;
    const document = {
      ...policy,
      name: `以 ${first.channels.join()} 开始`,
      ladder: {
        ...policy.ladder,
        level1: {
          ...policy.ladder.level1,
          steps: [{ ...like, ...first, id: first.act === 'call' ? 'call' : 'first-reminder', onDay: 0 }],
        },
      },
    };
    const { version } = await createPolicyVersion(tx, { communityId, document, createdById: null });
    await activatePolicy(tx, { communityId, version });
  });
}

/** Households come in by finance's file and are released by the manager; waits until each has work for somebody. */
export async function bringIn(service: Service, rows: readonly Row[]): Promise<void> {
  const form = new FormData();
  form.append('kind', 'ledger');
  form.append('file', new Blob([ledgerCsv(rows)]), 'ledger.csv');
  const preview = await service.here('finance', 'POST', '/imports', form);
  if (preview.status !== 200) throw new Error(JSON.stringify(preview.body));
  const accepted = await service.here('finance', 'POST', `/imports/${preview.body.id}/accept`, {});
  if (accepted.status !== 200) throw new Error(JSON.stringify(accepted.body));
  await service.until(async () => {
    const { body } = await service.here('supervisor', 'GET', '/cases?limit=200');
    return (
      body.items.length > 0 && body.items.every((row: { next: { zh: string } }) => row.next.zh !== '正在立案')
    );
  }, 'every case has begun');
  const waves = await service.here('manager', 'GET', '/waves?status=open');
  for (const { id } of waves.body.items) {
    const released = await service.here('manager', 'POST', `/waves/${id}/release`, {});
    if (released.status !== 200) throw new Error(JSON.stringify(released.body));
  }
  const labels = new Set(rows.map(({ room }) => room));
  await service.until(async () => {
    const { body } = await service.here('manager', 'GET', '/today/rows?whose=team&limit=200');
    const there = new Set(body.items.map(({ label }: { label: string }) => label));
    return [...labels].every((label) => there.has(label));
  }, 'every household has work');
}

export function household(index: number, building: number, more: Partial<Row> = {}): Row {
  const room = `${building}-1-${String(100 * (1 + Math.floor(index / 4)) + 1 + (index % 4))}`;
  return {
    room,
    name: `${'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨'[index % 16]}${'文华国平'[index % 4]}`,
    phone: `1380001${String(building * 100 + index).padStart(4, '0')}`,
    owed: (700 + index * 11.35).toFixed(2),
    dueOn: '2026-09-30',
    period: ['2026-07-01', '2026-09-30'],
    ...more,
  };
}
