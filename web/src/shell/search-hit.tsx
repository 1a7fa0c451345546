import { Tag } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { usePlainWords } from '../ui/plain-words';
import { Yuan } from '../ui/yuan';

type Hit = Schemas['SearchHit'];
type Props = { id: string; hit: Hit; active: boolean; onChoose: () => void };

/** Whom it means, why it was found, what he owes today and where his case stands. */
export function SearchHit({ id, hit, active, onChoose }: Props) {
  const { t } = useTranslation();
  const words = usePlainWords();
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) row.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const state = [
    words(hit.statusZh, hit.status ?? 'no case'),
    ...(hit.levelZh === null ? [] : [words(hit.levelZh, `level ${hit.level}`)]),
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the box chooses
    <div
      ref={row}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      className={active ? 'search-hit active' : 'search-hit'}
      onClick={onChoose}
    >
      <div className="search-hit-who">
        <strong>{hit.label}</strong> <span>{hit.nameMasked}</span>
        <span className="search-hit-owed">
          {hit.claimableFen > 0 ? <Yuan fen={hit.claimableFen} /> : t('shell.owesNothing')}
        </span>
      </div>
      <div className="search-hit-why">
        <span>{hit.matched.map(({ zh, by }) => words(zh, by)).join(' · ')}</span>
        <span className="search-hit-state">
          {state.join(' · ')}
          {hit.holds.map(({ kind, kindZh }) => (
            <Tag key={kind} color="gold">
              {words(kindZh, kind)}
            </Tag>
          ))}
        </span>
      </div>
    </div>
  );
}
