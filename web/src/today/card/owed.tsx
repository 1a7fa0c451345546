import { useTranslation } from 'react-i18next';
import { Yuan } from '../../ui/yuan';
import type { WorkCard } from '../today-data';

/** 应付（本金|违约金|预存） */
export function Owed({ owed }: { owed: NonNullable<WorkCard['owed']> }) {
  const { t } = useTranslation();
  const { claimableFen, principalFen, lateFeeFen, prepaidFen, disputedFen, periodFrom, periodTo } = owed;
  return (
    <div className="work-owed">
      <div className="work-owed-sum">
        <span>{t('today.card.owed')}</span>
        <strong>
          <Yuan fen={claimableFen} />
        </strong>
      </div>
      <dl>
        <Part word={t('today.card.principal')} fen={principalFen} />
        {lateFeeFen > 0 && <Part word={t('today.card.lateFee')} fen={lateFeeFen} />}
        {prepaidFen > 0 && <Part word={t('today.card.prepaid')} fen={prepaidFen} />}
        {disputedFen > 0 && <Part word={t('today.card.disputed')} fen={disputedFen} />}
      </dl>
      {periodFrom && periodTo && (
        <div className="today-quiet">
          {t('today.card.period', { from: periodFrom.slice(0, 7), to: periodTo.slice(0, 7) })}
        </div>
      )}
    </div>
  );
}

function Part({ word, fen }: { word: string; fen: number }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>
        <Yuan fen={fen} />
      </dd>
    </div>
  );
}
