import { useParams } from 'react-router';
import type { Permission } from '../../src/domain/permissions';
import { $api, type Schemas } from './api/client';

export type Me = Schemas['Me'];
export type MyCommunity = Me['communities'][number];

/** Who is signed in, and where he may do what. */
export function useMe() {
  return $api.useQuery('get', '/api/session', {}, { staleTime: 60_000 });
}

/** The community of the address; null while it is read, or when it is not one of his. */
export function useCommunity(): MyCommunity | null {
  const { communityId } = useParams();
  const { data } = useMe();
  return data?.communities.find(({ id }) => id === communityId) ?? null;
}

/** Its id, for pages that the shell shows only when there is one. */
export function useCommunityId(): string {
  const { communityId } = useParams();
  if (!communityId) throw new Error('this page lies below a community');
  return communityId;
}

/** Whether his roles in the community of the address let him; what he may not do is not offered. */
export function useMay(): (permission: Permission) => boolean {
  const community = useCommunity();
  return (permission) => community?.permissions.includes(permission) ?? false;
}
