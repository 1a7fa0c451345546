import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { $api, type Schemas } from '../api/client';
import { useCommunityId, useMay } from '../session';
import { usePlainWords } from '../ui/plain-words';
import { useWhen } from '../ui/when';
import { Yuan } from '../ui/yuan';
import { useDesk } from './card';
import { JoinForm } from './forms/join-form';
import { SplitForm } from './forms/split-form';
import { UndoForm } from './forms/undo-form';
import { Section } from './section';

type Brief = Schemas['AccountBrief'];
export type Move = Schemas['AccountMove'];
type Open = { form: 'join'; other: Brief } | { form: 'undo'; move: Move } | { form: 'split' } | null;

/** 同一人的其他户: accounts that look like his, to be joined; what was joined and split, and may be taken back. For those who may. */
export function Joining() {
  const may = useMay();
  return may('account.join') ? <Joinable /> : null;
}

function Joinable() {
  const { t } = useTranslation();
  const words = usePlainWords();
  const { moment } = useWhen();
  const communityId = useCommunityId();
  const { card } = useDesk();
  const [open, setOpen] = useState<Open>(null);
  const path = { communityId, accountId: card.id };
  const suggested = $api.useQuery(
    'get',
    '/api/communities/{communityId}/accounts/{accountId}/join-suggestions',
    { params: { path } },
  );
  const moved = $api.useQuery('get', '/api/communities/{communityId}/accounts/{accountId}/moves', {
    params: { path },
  });
  const suggestions = suggested.data?.items ?? [];
  const moves = moved.data?.items ?? [];
  const close = () => setOpen(null);
  return (
    <Section title={t('account.joining.title')}>
      {suggestions.length === 0 && <p className="quiet">{t('account.joining.none')}</p>}
      <ul className="plain-list">
        {suggestions.flatMap(({ id, why, zh, accounts }) =>
          accounts.map((other) => (
            <li key={`${id}/${other.accountId}`} className="joining-line">
              <div>
                <Link to={`/c/${communityId}/accounts/${other.accountId}`}>{other.label}</Link>{' '}
                {other.nameMasked} <Yuan fen={other.claimableFen} />
                <div className="quiet">{words(zh, why)}</div>
              </div>
              <Button onClick={() => setOpen({ form: 'join', other })}>{t('account.joining.join')}</Button>
            </li>
          )),
        )}
        {moves.map((move) => (
          <li key={move.id} className="joining-line">
            <div>
              {words(move.kindZh, move.kind)}：{move.fromLabel} → {move.intoLabel}
              <div className="quiet">
                {[moment(move.at), move.byName, move.reason].filter(Boolean).join(' · ')}
              </div>
            </div>
            {move.undoable && move.intoId === card.id && (
              <Button onClick={() => setOpen({ form: 'undo', move })}>{t('account.joining.undo')}</Button>
            )}
          </li>
        ))}
      </ul>
      {card.objects.length > 0 && (
        <Button onClick={() => setOpen({ form: 'split' })}>{t('account.joining.split')}</Button>
      )}
      {open?.form === 'join' && <JoinForm other={open.other} onClose={close} />}
      {open?.form === 'undo' && <UndoForm move={open.move} onClose={close} />}
      {open?.form === 'split' && <SplitForm onClose={close} />}
    </Section>
  );
}
