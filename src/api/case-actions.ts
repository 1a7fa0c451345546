import { z } from 'zod';
import { type StaffCommand, type StaffCommandKind, staffCommandSchema } from '../cases/commands';
import { refusalsOf, sendStaffCommand } from '../cases/staff';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { addDays, civilDayOf } from '../domain/civil-day';
import { fen } from '../domain/money';
import { LEVELS } from '../domain/vocabulary';
import { UserError } from '../errors';
import { stepWords } from '../evidence/words';
import { unprovenStep } from '../machine/steps';
import { milestoneSchema } from '../machine/vocabulary';
import { CLOSE_WORDS, HOLD_WORDS, LEVEL_WORDS, MILESTONE_WORDS } from '../machine/words';
import { COMMUNITY_PATH, type Member, memberOf, nowIn } from './access';
import type { Api } from './api';
import { findCase } from './case-card';
import { ofCase } from './cases';
import { verdictOf } from './hold-verdict';
import { commandId, described, refusals } from './route';
import { type Action, acceptedSchema, actionSchema } from './schemas/case';
import { contextOf } from './what-next';

/** Whoever may say anything at all to a case; what each may say is judged where it is said. */
const MAY_SAY = [
  'promise.record',
  'plan.approve',
  'payment_claim.record',
  'payment_claim.verify',
  'dispute.open',
  'dispute.answer',
  'hold.set',
  'hold.legal_stay',
  'cause.confirm',
  'level.decide',
  'referral.request',
  'referral.approve',
  'counsel.confirm',
  'legal.progress',
  'write_off.approve',
  'exemption.approve',
] as const;

/** What is decided about a person is decided with a reason. */
const NEEDS_REASON: ReadonlySet<StaffCommandKind> = new Set([
  'complaint',
  'hardship',
  'bereavement',
  'liability_unclear',
  'pause',
  'legal_stay',
  'clear_hold',
  'cause',
  'level',
  'request_referral',
  'resend',
  'close',
]);

export function caseActionRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/cases/:caseId/actions`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described('cases', '现在可办的事；不能办的各有理由'),
        params: ofCase,
        response: { 200: z.object({ items: z.array(actionSchema.extend({ id: z.string() })) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const offers = await offersOf(context, member, request.params.caseId);
      if (offers.length === 0) return { items: [] };
      const of = { communityId: member.community.id, caseId: request.params.caseId };
      const refused = await refusalsOf(
        context,
        member,
        of,
        offers.map(({ command }) => command),
      );
      const items = offers.map((offer, index) => judged(offer, refused[index] ?? null));
      return { items };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/cases/:caseId/commands`,
    {
      config: { access: { kind: 'community', may: MAY_SAY } },
      schema: {
        ...described('cases', '办理：承诺、称已缴、异议、困难、暂停、判因、定级、移交、结案……'),
        params: ofCase,
        body: z.object({
          commandId,
          command: staffCommandSchema,
          text: z.string().trim().max(2000).nullable().default(null).describe('理由或业主原话'),
        }),
        response: { 200: acceptedSchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { caseId } = request.params;
      const { command, text } = request.body;
      requireReason(command, text);
      return sendStaffCommand(context, member, {
        communityId: member.community.id,
        commandId: request.body.commandId,
        caseId,
        command,
        text: text === '' ? null : text,
      });
    },
  );
}

function requireReason(command: StaffCommand, text: string | null): void {
  const declined = command.kind === 'answer_referral' && !command.approved;
  if (!(NEEDS_REASON.has(command.kind) || declined) || text) return;
  throw new UserError('REASON_MISSING', '请写明理由', 'give the reason');
}

type Offer = { command: StaffCommand; zh: string; choice: string | null };

/** One example of each thing that can be said to this case: enough to ask whether it would be taken. */
async function offersOf(context: Context, member: Member, caseId: string): Promise<Offer[]> {
  const { community } = member;
  const row = await withScope(context, community.id, (tx) => findCase(context, tx, member, caseId));
  const snapshot = contextOf(row.snapshot);
  if (!snapshot) return [];
  const today = civilDayOf(nowIn(context, member), community.zone);
  const owed = Math.max(2, row.claimableFen);
  const half = Math.ceil(owed / 2);
  const plain = (command: StaffCommand, zh: string): Offer => ({ command, zh, choice: null });
  return [
    plain({ kind: 'promise', amountFen: fen(owed), promisedOn: addDays(today, 1) }, '登记承诺缴费'),
    plain({ kind: 'payment_claimed' }, '登记业主称已缴'),
    plain({ kind: 'complaint', matter: 'other' }, '登记服务异议'),
    plain({ kind: 'hardship' }, '登记困难，转核查'),
    plain(
      {
        kind: 'instalment_plan',
        instalments: [
          { dueOn: addDays(today, 1), amountFen: fen(half) },
          { dueOn: addDays(today, 31), amountFen: fen(owed - half) },
        ],
      },
      '批准分期',
    ),
    plain({ kind: 'bereavement' }, '登记丧事或重病'),
    plain({ kind: 'liability_unclear' }, '登记主体待定'),
    plain({ kind: 'pause', untilOn: addDays(today, 1) }, '暂停'),
    plain({ kind: 'legal_stay' }, '法律中止'),
    ...snapshot.holds.map(
      (hold): Offer => ({
        command: { kind: 'clear_hold', holdId: hold.id, verdict: verdictOf(hold.kind) },
        zh: `结束${HOLD_WORDS[hold.kind]}`,
        choice: hold.id,
      }),
    ),
    plain({ kind: 'cause', cause: 'hardship' }, '判定欠费原因'),
    ...LEVELS.map(
      (level): Offer => ({
        command: { kind: 'level', level },
        zh: `决定为${LEVEL_WORDS[level]}`,
        choice: String(level),
      }),
    ),
    plain({ kind: 'request_referral' }, '提请法律移交'),
    plain({ kind: 'answer_referral', approved: true }, '批准法律移交'),
    plain({ kind: 'confirm_counsel' }, '法务确认'),
    ...milestoneSchema.options.map(
      (milestone): Offer => ({
        command: { kind: 'milestone', milestone },
        zh: `法律进展：${MILESTONE_WORDS[milestone]}`,
        choice: milestone,
      }),
    ),
    ...snapshot.done
      .filter(({ key }) => unprovenStep(snapshot, key) !== null)
      .map(
        ({ key }): Offer => ({
          command: { kind: 'resend', stepKey: key },
          zh: `重发送达不明的消息：${stepWords(key).zh}`,
          choice: key,
        }),
      ),
    ...(['settled', 'written_off', 'transferred', 'enforced'] as const).map(
      (reason): Offer => ({
        command: { kind: 'close', reason },
        zh: `结案：${CLOSE_WORDS[reason]}`,
        choice: reason,
      }),
    ),
  ];
}

function judged({ command, zh, choice }: Offer, refused: UserError | null): Action & { id: string } {
  return {
    id: choice === null ? command.kind : `${command.kind}:${choice}`,
    action: command.kind,
    ...{ zh, choice },
    allowed: refused === null,
    why: refused && { code: refused.code, zh: refused.zh, en: refused.en },
    needsReason: NEEDS_REASON.has(command.kind),
  };
}
