import { Tag } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommunityId } from '../../session';
import { useWhen } from '../../ui/when';
import { inLanguage } from '../../words/i18n';
import { useTakeBack } from '../take-back';
import type { WorkCard } from '../today-data';
import { ContactWork } from './contact-work';
import { History } from './history';
import { Offers } from './offers';
import { Outcomes } from './outcomes';
import { Owed } from './owed';
import { RevealNumbers } from './reveal-numbers';

const CONTACTS: readonly string[] = ['call', 'care_call', 'wechat', 'visit', 'post', 'mail'];

/** The card of one task: who, how much, why today; then what one does. */
export function TaskCard({ card, onDone }: { card: WorkCard; onDone: () => void }) {
  const { t } = useTranslation();
  const { day } = useWhen();
  const { correcting } = useTakeBack();
  const communityId = useCommunityId();
  const { row, task } = card;
  useEffect(() => {
    window.scrollTo({ top: 0 });
  }, []);
  const isContact = CONTACTS.includes(row.kind);
  return (
    <article className="work-card">
      <header className="work-head">
        <h2>
          {row.label} {row.nameMasked}
        </h2>
        {row.level !== null && <Tag>{t(`today.levels.l${row.level as 1 | 2 | 3 | 4}`)}</Tag>}
        {row.careMark && <Tag color="purple">{t('today.care')}</Tag>}
        <span className="today-spacer" />
        {row.accountId && (
          <Link to={`/c/${communityId}/accounts/${row.accountId}`}>{t('today.card.open')}</Link>
        )}
      </header>
      <p className="today-quiet work-why">
        {inLanguage(row.why)} · {t(row.overdue ? 'today.late' : 'today.due', { day: day(row.dueOn) })}
        {row.statedTime && row.group !== 'callback' && ` · ${t('today.card.appointed', row.statedTime)}`}
      </p>
      {card.owed && <Owed owed={card.owed} />}
      {correcting?.taskId === task.id ? (
        <Outcomes card={card} started={null} correcting={correcting} onDone={onDone} />
      ) : task.status === 'done' || task.status === 'withdrawn' ? (
        <p>{t('today.card.over')}</p>
      ) : isContact ? (
        <ContactWork card={card} onDone={onDone} />
      ) : (
        <>
          {row.kind === 'call_back' && row.caseId && <RevealNumbers caseId={row.caseId} />}
          {task.offers.length > 0 ? (
            <Outcomes card={card} started={null} correcting={null} onDone={onDone} />
          ) : (
            <p className="today-quiet">{t('today.card.noOutcome')}</p>
          )}
        </>
      )}
      <History history={card.history} />
      <Offers card={card} />
    </article>
  );
}
