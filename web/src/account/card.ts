import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { $api, type Schemas } from '../api/client';
import { useCommunityId } from '../session';

export type Card = Schemas['AccountCard'];
export type Action = Schemas['Action'] & { id: string };
export type Charge = Card['owed']['lines'][number];

const REFRESH_MS = 20_000;

export function useCard(accountId: string) {
  const communityId = useCommunityId();
  return $api.useQuery(
    'get',
    '/api/communities/{communityId}/accounts/{accountId}',
    { params: { path: { communityId, accountId } } },
    // a colleague, finance or the machine may have been at it meanwhile
    { refetchInterval: REFRESH_MS },
  );
}

export function useActions(caseId: string | null) {
  const communityId = useCommunityId();
  return $api.useQuery(
    'get',
    '/api/communities/{communityId}/cases/{caseId}/actions',
    { params: { path: { communityId, caseId: caseId ?? '' } } },
    { enabled: caseId !== null },
  );
}

/** Everything on the card is read again after something was done; lists elsewhere too. */
export function useReadAgain() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries();
}

type Desk = {
  card: Card;
  /** What was just done, said on top of the card */
  tell: (what: string) => void;
};
const DeskContext = createContext<Desk | null>(null);
export const DeskProvider = DeskContext.Provider;

/** The card that a part of the page belongs to. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('this belongs on the card of an account');
  return desk;
}
