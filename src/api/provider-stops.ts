import { z } from 'zod';
import { liftProviderStop, listProviderStops } from '../cases/provider-stops';
import type { Context } from '../context';
import { withScope } from '../db/scope';
import { COMMUNITY_PATH, memberOf } from './access';
import type { Api } from './api';
import { described, inCommunity, refusals } from './route';
import { providerStopSchema, stopRow } from './schemas/provider';

export function providerStopRoutes(app: Api, context: Context): void {
  app.get(
    `${COMMUNITY_PATH}/provider-stops`,
    {
      config: { access: { kind: 'community', may: ['channel.configure', 'wave.read'] } },
      schema: {
        ...described('contacts', '通道停用：余额不足、模板被拒、号码受限，未恢复前不再调用'),
        params: inCommunity,
        response: { 200: z.object({ items: z.array(providerStopSchema) }), ...refusals },
      },
    },
    async (request) => {
      const { community } = memberOf(request);
      const stops = await withScope(context, community.id, (tx) => listProviderStops(tx, community.id));
      return {
        items: stops.map(stopRow),
      };
    },
  );

  app.post(
    `${COMMUNITY_PATH}/provider-stops/:stopId/lift`,
    {
      config: { access: { kind: 'community', may: ['channel.configure'] } },
      schema: {
        ...described('contacts', '恢复通道：等候的案件立即再试，仍过全部闸门'),
        params: inCommunity.extend({ stopId: z.uuid() }),
        response: { 200: z.object({ cases: z.int() }), ...refusals },
      },
    },
    async (request) => {
      const member = memberOf(request);
      const { stopId } = request.params;
      return liftProviderStop(context, member, { communityId: member.community.id, stopId });
    },
  );
}
