import { $api } from '../api/client';
import { useCommunityId } from '../session';

/** The community's own card: its clock, how fresh its receipts are, what waits. Read again every minute, for the banner. */
export function useCommunityCard() {
  const communityId = useCommunityId();
  return $api.useQuery(
    'get',
    '/api/communities/{communityId}',
    { params: { path: { communityId } } },
    { refetchInterval: 60_000, staleTime: 30_000 },
  );
}
