import { z } from 'zod';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import type { EntryKind } from '../evidence/entries';
import { timelineOf } from '../evidence/timeline';
import { COMMUNITY_PATH, memberOf } from './access';
import { findAccount, ofAccount } from './account-card';
import type { Api } from './api';
import { hiding } from './hide';
import { decodeCursor, pageOf, pageQuery, toPage } from './paging';
import { described, refusals } from './route';
import { timelineItemSchema } from './schemas/case';
import { viewOf } from './timeline';

/** What one looks for in a history: each kind of entry in exactly one group. */
const GROUPS = {
  contacts: [
    'claim',
    'outcome',
    'grade_changed',
    'task_outcome',
    'task_outcome_taken_back',
    'inbound',
    'reply',
    'call_back_asked',
    'reply',
    'paper',
    'earlier_proof',
    'interruption',
  ],
  decisions: [
    'case_opened',
    'level',
    'hold_began',
    'hold_ended',
    'hold_extended',
    'instalment_paid',
    'instalment_missed',
    'instalment_reopened',
    'instalment_plan',
    'cause',
    'policy_moved',
    'command',
    'settled',
    'reopened',
    'milestone',
    'closed',
    'exemption',
    'released',
    'limitation_request',
    'dispute_opened',
    'dispute_answered',
    'paused',
    'pause_lifted',
    'joined',
    'split',
    'taken_over',
    'take_over_looked',
  ],
  money: ['payment', 'payment_reversed', 'ledger'],
  files: ['file'],
  data: ['address', 'liability', 'revealed', 'identity_checked', 'erased'],
  /** the machine's own steps */
  steps: ['step_ended', 'step_deferred', 'task_started', 'task_overdue'],
} as const satisfies Record<string, readonly EntryKind[]>;

/** A new kind of entry names its group here, else nobody would see it. */
type InNoGroup = Exclude<EntryKind, (typeof GROUPS)[keyof typeof GROUPS][number]>;
const everyKindHasOne: [InNoGroup] extends [never] ? true : InNoGroup = true;
void everyKindHasOne;

const groupSchema = z.enum(Object.keys(GROUPS) as [keyof typeof GROUPS]);

/** Unasked, who looked at what and what was put off until when stay out of sight. */
const MAIN: readonly EntryKind[] = [
  ...GROUPS.contacts,
  ...GROUPS.decisions,
  ...GROUPS.money,
  ...GROUPS.files,
  'address',
];

export function accountTimelineRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/accounts/:accountId/timeline`,
    {
      config: { access: { kind: 'community', may: ['case.read'] } },
      schema: {
        ...described('cases', '此户的时间线（全部案件），最新在前；可按类别看'),
        params: ofAccount,
        querystring: z.object({
          ...pageQuery,
          group: groupSchema.optional().describe('不给：要事，不含查看记录与步骤顺延'),
        }),
        response: { 200: pageOf(timelineItemSchema), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { limit, after, group } = request.query;
      const { accountId } = request.params;
      const beforeSeq = after === undefined ? undefined : decodeCursor(after, z.tuple([z.number().int()]))[0];
      return withScope(context, member.community.id, async (tx) => {
        const { party } = await findAccount(context, tx, member, accountId);
        const hide = hiding(context, party);
        const rows = await timelineOf(tx, context, {
          accountId,
          zone: member.community.zone,
          view: viewOf(member),
          order: 'newest',
          kinds: group === undefined ? MAIN : GROUPS[group],
          ...(beforeSeq === undefined ? {} : { beforeSeq }),
          limit: limit + 1,
        });
        const page = toPage(rows, limit, ({ seq }) => [seq]);
        return {
          next: page.next,
          items: page.items.map(({ at, realAt, ...item }) => ({
            id: String(item.seq),
            ...item,
            text: hide.inText(item.text),
            why: hide.inText(item.why),
            content: hide.inContent(item.content),
            at: at.toISOString(),
            realAt: realAt.toISOString(),
          })),
        };
      });
    },
  );
}
