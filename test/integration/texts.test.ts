import { randomUUID } from 'node:crypto';
import { claimStep } from '../../src/cases/claim';
import { createCommunity } from '../../src/communities/create';
import { withSystemScope } from '../../src/db/scope';
import { TEXT_CODES } from '../../src/domain/text-codes';
import { activeTextsOf } from '../../src/texts/active';
import { approveBuiltIn, approveText } from '../../src/texts/approve';
import { BUILT_IN } from '../../src/texts/built-in';
import { proposeText, refuseText, retireText, saveDraft } from '../../src/texts/propose';
import { textRow } from '../../src/texts/rows';
import { createTestApi } from '../support/api';
import { at, type ClaimWorld, createClaimWorld, type TestCase, TUESDAY } from '../support/claim-world';

const NOW = new Date(at(TUESDAY, 10));
const T1_SHORT = '{姓}您好：物业费账单{金额}元待缴，已缴请忽略。咨询{服务电话}';

describe('the texts of a community', () => {
  let world: ClaimWorld;
  beforeAll(async () => {
    world = await createClaimWorld({ texts: 'none' });
  });
  afterAll(() => world.destroy());
  beforeEach(() => {
    world.clock.now = at(TUESDAY, 10);
  });

  const of = (userId: string, ...roles: ('manager' | 'counsel' | 'company')[]) => ({
    userId,
    roles,
    now: NOW,
  });
  const claim = ({ caseId, accountId }: TestCase, key: string) =>
    world.inScope((tx) => claimStep(tx, world.context, { caseId, accountId, key, person: null }));

  it('send nothing before a person approved them, and nobody is unreachable for it', async () => {
    const { communityId } = world;
    const one = await world.addAccount({ emails: ['owner@example.com'] });
    const key = await one.plan('first-reminder');
    expect(await claim(one, key)).toMatchObject({ kind: 'DEFERRED', reason: 'TEXT', ref: null });
    expect((await world.inScope((tx) => activeTextsOf(tx, communityId))).size).toBe(0);
    // it waits for that, as its projection says
    await one.plan('first-reminder', { blockedBy: { reason: 'TEXT', ref: null } });

    const manager = await world.addUser();
    const { approved, left } = await world.inScope((tx) =>
      approveBuiltIn(tx, of(manager, 'manager'), communityId),
    );
    expect(approved.map(({ code }) => code).sort()).toEqual([...TEXT_CODES].sort());
    expect(left).toEqual([]);
    const told = await world.inScope((tx) => tx.signalOutbox.findMany({ where: { caseId: one.caseId } }));
    expect(told.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ type: 'GATE_OPENED', gate: 'provider' }),
    );
    expect(await claim(one, key)).toMatchObject({ kind: 'CLAIMED', contact: { templateId: 'T1@1' } });
  });

  it('go to the next channel that has one', async () => {
    const { communityId } = world;
    const manager = await world.addUser();
    const by = { communityId, userId: manager, now: NOW };
    for (const code of ['T1', 'T1b', 'T1c']) {
      await world.inScope((tx) => retireText(tx, by, { code, version: 1 }));
    }
    const one = await world.addAccount({ emails: ['owner@example.com'] });
    expect(await claim(one, await one.plan('first-reminder'))).toMatchObject({
      kind: 'CLAIMED',
      contact: { channel: 'email', templateId: 'E1@1' },
    });
    const other = await world.addAccount();
    // no mailbox: the steward writes to him
    expect(await claim(other, await other.plan('first-reminder'))).toEqual({
      kind: 'SUPERSEDED',
      why: 'OTHER_CHANNEL',
    });
  });

  it('change by a version that another person approves; the old one stays readable', async () => {
    const { communityId } = world;
    const [author, other] = [await world.addUser(), await world.addUser()];
    const by = { communityId, userId: author, now: NOW };
    const draft = { code: 'T1' as const, subject: null, body: T1_SHORT };
    const saved = await world.inScope((tx) => saveDraft(tx, by, draft));
    expect(saved).toMatchObject({ version: 2, status: 'draft', findings: [] });
    const again = await world.inScope((tx) =>
      saveDraft(tx, by, { ...draft, body: draft.body.replace('您好', '业主您好') }),
    );
    expect(again).toMatchObject({ id: saved.id, version: 2 });
    const where = { communityId, code: 'T1', version: 2 };
    const approve = (userId: string) => world.inScope((tx) => approveText(tx, of(userId, 'manager'), where));
    await expect(approve(other)).rejects.toMatchObject({ code: 'TEXT_NOT_PROPOSED' });
    await world.inScope((tx) => proposeText(tx, by, where));
    await expect(approve(author)).rejects.toMatchObject({ code: 'SAME_PERSON' });
    await expect(
      world.inScope((tx) => approveText(tx, { userId: other, roles: ['supervisor'], now: NOW }, where)),
    ).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await approve(other);
    const one = await world.addAccount();
    expect(await claim(one, await one.plan('first-reminder'))).toMatchObject({
      kind: 'CLAIMED',
      contact: { templateId: 'T1@2' },
      text: { text: '【安和物业】周业主您好：物业费账单716.26元待缴，已缴请忽略。咨询0571-88880000' },
    });
    const old = await world.inScope((tx) => textRow(tx, communityId, 'T1', 1));
    expect(old).toMatchObject({ status: 'retired', body: BUILT_IN.T1.body });
  });

  it('leave nothing older waiting that could take their place', async () => {
    const { communityId } = world;
    const [author, other] = [await world.addUser(), await world.addUser()];
    const by = { communityId, userId: author, now: NOW };
    const propose = async (body: string) => {
      const { version } = await world.inScope((tx) => saveDraft(tx, by, { code: 'T3', subject: null, body }));
      await world.inScope((tx) => proposeText(tx, by, { code: 'T3', version }));
      return version;
    };
    const older = await propose(BUILT_IN.T3.body.replace('谨此提示', '特此提示'));
    const newer = await propose(BUILT_IN.T3.body.replace('谨此提示', '温馨提示'));
    const approve = (version: number) =>
      world.inScope((tx) => approveText(tx, of(other, 'manager'), { communityId, code: 'T3', version }));
    await approve(newer);
    await expect(approve(older)).rejects.toMatchObject({ code: 'TEXT_NOT_PROPOSED' });
    expect(await world.inScope((tx) => textRow(tx, communityId, 'T3', older))).toMatchObject({
      status: 'refused',
      refusedReason: `已由第 ${newer} 版取代`,
    });
  });

  it('are not proposed with a fault, and not approved when a rule has become stricter', async () => {
    const { communityId } = world;
    const [author, other] = [await world.addUser(), await world.addUser()];
    const by = { communityId, userId: author, now: NOW };
    const body = BUILT_IN.T2.body.replace('我们将认真核实', '否则影响征信');
    const { version, findings } = await world.inScope((tx) =>
      saveDraft(tx, by, { code: 'T2', subject: null, body }),
    );
    expect(findings.map(({ rule }) => rule)).toContain('credit_record');
    const where = { communityId, code: 'T2', version };
    await expect(world.inScope((tx) => proposeText(tx, by, where))).rejects.toMatchObject({
      code: 'TEXT_FAULTY',
    });
    await world.inScope((tx) =>
      tx.textTemplate.updateMany({
        where: { code: 'T2', version },
        data: { status: 'proposed', proposedById: author, proposedAt: NOW, findings: [] },
      }),
    );
    await expect(world.inScope((tx) => approveText(tx, of(other, 'company'), where))).rejects.toMatchObject({
      code: 'TEXT_FAULTY',
    });
    await world.inScope((tx) => refuseText(tx, { ...by, userId: other }, { ...where, reason: '威胁' }));
    expect(await world.inScope((tx) => textRow(tx, communityId, 'T2', version))).toMatchObject({
      status: 'refused',
      refusedReason: '威胁',
    });
  });

  it('cannot be changed, or put in force by one person, even past the program', async () => {
    const { communityId } = world;
    const author = await world.addUser();
    const row = { communityId, code: 'W1', version: 9, form: 'wechat', body: '您好' };
    const write = (data: object) =>
      world.inScope((tx) => tx.textTemplate.create({ data: { ...row, ...data } as never }));
    const proposed = { status: 'proposed', proposedById: author, proposedAt: NOW, createdById: author };
    await expect(write({ ...proposed, status: 'active' })).rejects.toThrow();
    await expect(
      write({ ...proposed, status: 'active', approvedById: author, approvedAt: NOW }),
    ).rejects.toThrow();
    const { id } = await write(proposed);
    const change = (data: object) => world.inScope((tx) => tx.textTemplate.update({ where: { id }, data }));
    await expect(change({ body: '后果自负' })).rejects.toThrow();
    await expect(change({ proposedById: randomUUID() })).rejects.toThrow();
    await expect(change({ status: 'draft' })).rejects.toThrow();
    await expect(world.inScope((tx) => tx.textTemplate.delete({ where: { id } }))).rejects.toThrow();
  });

  it('have a notice approved by counsel where there is one', async () => {
    const { communityId, counsel, manager } = await withSystemScope(world.context, async (tx) => {
      const made = await createCommunity(tx, {
        name: randomUUID(),
        companyName: '安和物业',
        servicePhone: '0571-88880000',
      });
      const user = await tx.user.create({
        data: {
          login: randomUUID(),
          name: '法务',
          memberships: { create: { communityId: made.id, role: 'counsel' } },
        },
      });
      return { communityId: made.id, counsel: user.id, manager: randomUUID() };
    });
    const approve = (userId: string, role: 'manager' | 'counsel') =>
      withSystemScope(world.context, (tx) => approveBuiltIn(tx, of(userId, role), communityId));
    const first = await approve(manager, 'manager');
    expect(first.left.map(({ code, why }) => [code, why.code]).sort()).toEqual(
      ['N1', 'N1c', 'N4', 'P1', 'R1'].map((code) => [code, 'COUNSEL_APPROVES']),
    );
    expect((await approve(counsel, 'counsel')).approved).toHaveLength(5);
  });
});

describe('texts over the API', () => {
  let service: Awaited<ReturnType<typeof createTestApi>>;
  beforeAll(async () => {
    service = await createTestApi();
  });
  afterAll(() => service.destroy());

  it('are listed, judged, proposed, seen by the approver, and approved', async () => {
    const texts = `${service.base}/texts`;
    const list = await service.ask('agent', 'GET', texts);
    expect(list.body.items.find((item: { code: string }) => item.code === 'T1')).toMatchObject({
      activeVersion: 1,
      formZh: '短信',
      versions: [{ templateId: 'T1@1', builtIn: true, statusZh: '在用' }],
    });
    const judged = await service.ask('manager', 'POST', `${texts}/lint`, {
      code: 'T1',
      body: '{姓}业主您好：请缴{金额}元，否则停 水。{服务电话}',
    });
    expect(judged.body.accepted).toBe(false);
    expect(judged.body.findings.map(({ rule }: { rule: string }) => rule)).toEqual(
      expect.arrayContaining(['supply_cut', 'threat', 'missing']),
    );
    expect(judged.body.preview.provider).toEqual({
      body: '{1}业主您好：请缴{2}元，否则停 水。0571-88880000',
      variables: ['姓', '金额'],
    });
    expect((await service.ask('agent', 'POST', texts, { code: 'T1', body: T1_SHORT })).status).toBe(403);
    const draft = await service.ask('supervisor', 'POST', texts, { code: 'T1', body: T1_SHORT });
    expect(draft.body).toMatchObject({
      templateId: 'T1@2',
      status: 'draft',
      judgement: { accepted: true, preview: { segments: 1 } },
    });
    const path = `${texts}/T1/versions/2`;
    expect((await service.ask('supervisor', 'POST', `${path}/propose`)).body.status).toBe('proposed');
    const waiting = await service.ask('company', 'GET', `${service.base}/approvals`);
    expect(waiting.body.items).toContainEqual(
      expect.objectContaining({
        kind: 'text',
        id: 'T1@2',
        zh: '启用文本「缴费提醒」第 2 版',
        mayAnswer: true,
      }),
    );
    expect((await service.ask('supervisor', 'POST', `${path}/approve`)).status).toBe(403);
    expect((await service.ask('manager', 'POST', `${path}/approve`)).body).toMatchObject({
      status: 'active',
      approvedByName: '某manager',
    });
    expect((await service.ask('manager', 'GET', `${texts}/T1/versions/1`)).body).toMatchObject({
      status: 'retired',
      body: BUILT_IN.T1.body,
    });
    expect((await service.ask('manager', 'POST', `${texts}/approve-built-in`)).body).toEqual({
      approved: [],
      left: [],
    });
    expect((await service.ask('manager', 'GET', `${texts}/vocabulary`)).body.fields.length).toBeGreaterThan(
      30,
    );
    expect((await service.ask('manager', 'GET', `${texts}/T1/versions/7`)).status).toBe(404);
  });
});
