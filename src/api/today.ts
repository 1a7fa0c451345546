import { z } from 'zod';
import { buildingsOf } from '../auth/actor';
import {
  countsOfDay,
  doneOfDay,
  promisesDue,
  rowsOfDay,
  standsInFor,
  teamOfDay,
  type Whose,
} from '../cases/today';
import { WORK_GROUPS } from '../cases/work-groups';
import type { Context } from '../context';
import { type Tx, withScope } from '../db/scope';
import { addDays, type CivilDay, DAY_MS, weekday } from '../domain/civil-day';
import { type CommunityClock, clockStands } from '../domain/clock';
import { roleSchema } from '../domain/roles';
import { ROLE_WORDS } from '../machine/words';
import { COMMUNITY_PATH, type Member, mayIn, memberOf, notPermitted } from './access';
import type { Api } from './api';
import { dayRow, rowFacts, timeIn } from './day-row';
import { maskName } from './mask';
import { decodeCursor, encodeCursor, pageOf, pageQuery } from './paging';
import { described, inCommunity, refusals } from './route';
import { dayRowSchema, teamRowSchema, todaySchema, workCardSchema } from './schemas/today';
import { MAY_WORK, ofTask } from './tasks';
import { workCard } from './work-card';

const ANYBODY = ['log.own'] as const;

const whose = z
  .union([z.enum(['mine', 'team']), z.uuid()])
  .default('mine')
  .describe('mine 我的、team 团队（主管）、某人的 id');

export function todayRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/today`,
    {
      config: { access: { kind: 'community', may: ANYBODY } },
      schema: {
        ...described('tasks', '我的今天：分组计数、今日已办、本周到期的承诺、替谁代班'),
        params: inCommunity,
        querystring: z.object({ whose }),
        response: { 200: todaySchema, ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const communityId = member.community.id;
      const of = whoseOf(member, request.query.whose);
      const time = timeIn(context, member);
      return withScope(context, communityId, async (tx) => {
        const groups = await countsOfDay(tx, communityId, of, time);
        const doer = of.kind === 'team' ? null : of.userId;
        return {
          now: time.now.toISOString(),
          onDay: time.today,
          pace: paceOf(member.community.clock),
          done: await doneOfDay(tx, communityId, doer, time.since),
          open: groups.reduce((sum, { open }) => sum + open, 0),
          overdue: groups.reduce((sum, { overdue }) => sum + overdue, 0),
          groups: WORK_GROUPS.flatMap((name) => groups.find(({ group }) => group === name) ?? []),
          standsInFor: doer === null ? [] : await standsInFor(tx, communityId, doer),
          promises: await promisesOf(context, tx, member, of, time.today),
          mayTeam: mayTeam(member),
        };
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/today/rows`,
    {
      config: { access: { kind: 'community', may: ANYBODY } },
      schema: {
        ...described('tasks', '我的今天的清单：按截止时刻，或按楼栋房号'),
        params: inCommunity,
        querystring: z.object({
          ...pageQuery,
          whose,
          group: z.enum(WORK_GROUPS).optional(),
          building: z.string().max(40).optional(),
          sort: z.enum(['time', 'building']).default('time'),
        }),
        response: { 200: pageOf(dayRowSchema), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { limit, after, group, building, sort } = request.query;
      const of = whoseOf(member, request.query.whose);
      const time = timeIn(context, member);
      return withScope(context, member.community.id, async (tx) => {
        const page = {
          ...{ group, building, sort, limit: limit + 1 },
          after: after === undefined ? undefined : decodeCursor(after, z.tuple([z.string(), z.uuid()])),
        };
        const rows = await rowsOfDay(tx, member.community.id, of, page, time.today);
        const shown = rows.slice(0, limit);
        const facts = await rowFacts(context, tx, member, shown);
        const last = shown.at(-1);
        return {
          items: shown.map((row) => dayRow(context, row, facts)),
          next: rows.length > limit && last ? encodeCursor([last.sortKey, last.id]) : null,
        };
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/today/team`,
    {
      config: { access: { kind: 'community', may: ['staff.arrange'] } },
      schema: {
        ...described('tasks', '团队今日：人员、应办、已办、超时、未接通、请假与代班'),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(teamRowSchema) }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { now, since } = timeIn(context, member);
      return withScope(context, member.community.id, async (tx) => {
        const rows = await teamOfDay(tx, member.community.id, now, since);
        return {
          items: rows.map(
            ({ userId: id, roles, absenceId, awayFromOn, awayUntilOn, standInName, ...row }) => ({
              id,
              ...row,
              roles: roles.map((role) => ({ role, zh: ROLE_WORDS[roleSchema.parse(role)] })),
              absence:
                absenceId === null
                  ? null
                  : { id: absenceId, fromOn: awayFromOn ?? '', untilOn: awayUntilOn ?? '', standInName },
            }),
          ),
        };
      });
    },
  );

  app.get(
    `${COMMUNITY_PATH}/tasks/:taskId/work`,
    {
      config: { access: { kind: 'community', may: MAY_WORK } },
      schema: {
        ...described(
          'tasks',
          '办理一项任务所需的一切：应付、号码（掩码）、最近沟通、工单、可给方案、现在能否开始',
        ),
        params: ofTask,
        response: { 200: workCardSchema, ...refusals },
      },
    },
    async (request) => workCard(context, memberOf(request), request.params.taskId),
  );
}

function mayTeam(member: Member): boolean {
  return mayIn(member, 'staff.arrange') && mayIn(member, 'case.read');
}

/** @throws UserError NOT_PERMITTED */
export function whoseOf(member: Member, asked: string): Whose {
  const { userId, community } = member;
  if (asked === 'mine' || asked === userId) return { kind: 'mine', userId, roles: community.roles };
  if (!mayTeam(member)) throw notPermitted(['staff.arrange']);
  return asked === 'team' ? { kind: 'team' } : { kind: 'person', userId: asked };
}

/** For whoever counts down to an instant of the community's clock. */
function paceOf(clock: CommunityClock): number {
  if (clock.kind === 'real') return 1;
  return clockStands(clock) ? 0 : DAY_MS / (clock.secondsPerDay * 1000);
}

/** Until this week's Sunday. */
async function promisesOf(context: Context, tx: Tx, member: Member, of: Whose, today: CivilDay) {
  if (!mayIn(member, 'promise.record')) return [];
  const { id: communityId } = member.community;
  const buildings = of.kind === 'team' ? null : await buildingsOf(tx, of.userId, communityId, today);
  const rows = await promisesDue(tx, communityId, buildings, addDays(today, 7 - weekday(today)));
  return rows.map(({ nameSealed, ...row }) => ({
    id: `${row.caseId}/${row.promisedOn}`,
    ...row,
    nameMasked: maskName(context.cipher.open(nameSealed)),
  }));
}
