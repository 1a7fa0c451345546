import { randomUUID } from 'node:crypto';
import { setIdNumber } from '../../src/cases/id-number';
import { gatherReferrals, requestBatch } from '../../src/cases/referral-batch';
import { refusalsOf } from '../../src/cases/staff';
import { recordUrging } from '../../src/communities/dossier';
import { chooseRulePacks } from '../../src/communities/rule-packs';
import { communityTime } from '../../src/communities/time';
import { rulesOfPlace } from '../../src/policy/rule-packs';
import { createLiveStack, type LiveStack } from '../support/live-stack';

jest.setTimeout(120_000);

let stack: LiveStack;
beforeAll(async () => {
  stack = await createLiveStack({ secondsPerDay: 86_400 });
});
afterAll(() => stack.destroy());

async function opened(): Promise<{ accountId: string; caseId: string }> {
  const { accountId } = await stack.account(500_000, '2025-09-30');
  await stack.open();
  await stack.recorded(accountId);
  const row = await stack.caseRow(accountId);
  return { accountId, caseId: row?.id ?? '' };
}

test('a referral is refused with what it lacks, and goes on to the next gate once that is there', async () => {
  const { accountId, caseId } = await opened();
  const { communityId, context, staff } = stack;
  const ask = async () => {
    const [refused] = await refusalsOf(context, stack.actor('supervisor'), { communityId, caseId }, [
      { kind: 'request_referral' },
    ]);
    return refused;
  };
  const first = await ask();
  expect(first?.code).toBe('ELEMENTS_MISSING');
  expect(first?.zh).toBe('移交材料缺：证件号、账期内的物业服务合同、业委会督促，请先补齐');
  await expect(stack.say('supervisor', accountId, { kind: 'request_referral' })).rejects.toMatchObject({
    code: 'ELEMENTS_MISSING',
    details: { missing: ['id_number', 'contract', 'committee'] },
  });
  await stack.inScope(async (tx) => {
    await expect(
      setIdNumber(tx, context, { accountId, byId: staff.supervisor, idNumber: '110101199003074512' }),
    ).rejects.toMatchObject({ code: 'ID_NUMBER_WRONG' });
    await setIdNumber(tx, context, { accountId, byId: staff.supervisor, idNumber: 'E12345678' });
    await tx.communityDocument.create({
      data: {
        ...{
          id: randomUUID(),
          communityId,
          kind: 'contract',
          title: '前期物业服务合同',
          validFrom: '2020-01-01',
        },
        ...{ sha256: 'a'.repeat(64), size: 1, mediaType: 'application/pdf', addedById: staff.manager },
        addedAt: new Date(context.now()),
      },
    });
    const time = await communityTime(tx, communityId, context.now());
    const by = { communityId, userId: staff.manager };
    const urging = { commandId: randomUUID(), state: 'none_formed', onDay: time.today } as const;
    await recordUrging(tx, by, urging, time);
    expect(await recordUrging(tx, by, urging, time)).toMatchObject({ already: true });
  });
  expect((await ask())?.code).toBe('DEMAND_MISSING');
});

test('proposals gather in the batch of the quarter; each is judged by itself, and who paid is withdrawn', async () => {
  const { communityId, context } = stack;
  const one = await opened();
  const two = await opened();
  const gather = () =>
    stack.inScope(async (tx) =>
      gatherReferrals(tx, communityId, await communityTime(tx, communityId, context.now())),
    );
  expect(await gather()).toBeNull();
  await stack.inScope((tx) =>
    tx.task.createMany({
      data: [one, two].map(({ accountId, caseId }) => ({
        ...{ communityId, accountId, caseId, kind: 'propose_referral', role: 'supervisor' },
        ...{ dueOn: '2027-01-01', dueAt: new Date(), createdAt: new Date() },
      })),
    }),
  );
  const batch = await gather();
  expect(batch?.onDay).toMatch(/-(03|06|09|12)-15$/);
  expect((await gather())?.id).toBe(batch?.id);
  const act = { communityId, batchId: batch?.id ?? '', text: '成批提请', caseIds: null };
  const results = await requestBatch(context, stack.actor('supervisor'), { ...act, commandId: randomUUID() });
  expect(results).toHaveLength(2);
  expect(results.every(({ accepted, refusal }) => !accepted && refusal !== null)).toBe(true);
  const rows = () =>
    stack.inScope((tx) =>
      tx.referralBatchCase.findMany({ where: { communityId }, orderBy: { caseId: 'asc' } }),
    );
  expect((await rows()).map(({ status, reason }) => [status, reason])).toEqual(
    results.map(({ refusal }) => ['gathered', refusal?.code]),
  );
  await expect(
    requestBatch(context, stack.actor('supervisor'), {
      ...act,
      commandId: randomUUID(),
      caseIds: [randomUUID()],
    }),
  ).rejects.toMatchObject({ code: 'NOT_IN_BATCH' });
  await expect(
    requestBatch(context, stack.actor('supervisor'), {
      ...act,
      commandId: randomUUID(),
      batchId: randomUUID(),
    }),
  ).rejects.toMatchObject({ code: 'REFERRAL_BATCH_UNKNOWN' });
  await stack.inScope((tx) =>
    tx.dunningCase.update({ where: { id: one.caseId }, data: { claimableFen: 0 } }),
  );
  await gather();
  expect((await rows()).find(({ caseId }) => caseId === one.caseId)).toMatchObject({
    status: 'withdrawn',
    reason: 'PAID',
  });
});

test('what staff write of a prohibited means is accepted, and noticed once', async () => {
  const { accountId } = await opened();
  const commandId = randomUUID();
  const said = { commandId, text: '先给他停水，再告诉他单位' };
  await stack.say('supervisor', accountId, { kind: 'hardship' }, said);
  await stack.say('supervisor', accountId, { kind: 'hardship' }, said);
  const alerts = await stack.inScope((tx) => tx.meansAlert.findMany({ where: { accountId } }));
  expect(alerts).toMatchObject([
    { source: 'command', sourceId: commandId, kinds: ['supply_cut', 'third_party'] },
  ]);
});

test('the packs of a community are chosen with a reason, and never without the national one', async () => {
  const { communityId, staff, context } = stack;
  const by = { communityId, userId: staff.manager, now: context.now() };
  const chosen = { commandId: randomUUID(), ids: ['shanghai'], reason: '本市项目' };
  await stack.inScope(async (tx) => {
    await expect(chooseRulePacks(tx, by, { ...chosen, ids: ['nowhere'] })).rejects.toMatchObject({
      code: 'RULE_PACK_UNKNOWN',
    });
    expect(await chooseRulePacks(tx, by, chosen)).toEqual({
      packs: ['national@1', 'shanghai@1'],
      refused: [],
    });
    expect((await rulesOfPlace(tx, communityId)).committee.value.waitingDays).toBe(30);
    expect(await tx.rulePackChange.count({ where: { communityId } })).toBe(1);
  });
});
