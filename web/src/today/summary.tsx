import { Alert, Progress, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api } from '../api/client';
import { useCommunityId } from '../session';
import { useWhen } from '../ui/when';
import { Yuan } from '../ui/yuan';
import type { Today } from './today-data';
import { useView } from './use-view';

/** 今日已办 12/25, the promises of this week, and for whom one stands in. */
export function Summary({ today }: { today: Today }) {
  const { t } = useTranslation();
  const { day } = useWhen();
  const all = today.done + today.open;
  return (
    <section className="today-summary">
      <div className="today-ring">
        <Progress
          type="circle"
          size={64}
          percent={all === 0 ? 0 : Math.round((today.done / all) * 100)}
          format={() => `${today.done}/${all}`}
          aria-label={`${t('today.done')} ${today.done}/${all}`}
        />
        <div>
          <strong>{t('today.done')}</strong>
          <div className="today-quiet">{day(today.onDay)}</div>
          <div className="today-quiet">{t('today.left', { open: today.open })}</div>
        </div>
        {today.mayTeam && <WhoseChoice />}
      </div>
      {today.overdue > 0 && <div className="today-quiet">{t('today.overdue', { count: today.overdue })}</div>}
      {today.standsInFor.length > 0 && (
        <Alert
          type="info"
          title={`${t('today.standIn')} ${today.standsInFor
            .map(({ name, open }) => t('today.standInOpen', { name, open }))
            .join('、')}`}
        />
      )}
      {today.promises.length > 0 && (
        <details className="today-promises" open={today.promises.length <= 3}>
          <summary>
            {t('today.promises')} <b>{today.promises.length}</b>
          </summary>
          <ul>
            {today.promises.map(({ id, label, nameMasked, promisedOn, amountFen }) => (
              <li key={id}>
                <span>
                  {label} {nameMasked}
                </span>
                <span>
                  {day(promisedOn)} {amountFen !== null && <Yuan fen={amountFen} />}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Supervisors look at their own work, at everybody's, or at one person's. */
function WhoseChoice() {
  const { t } = useTranslation();
  const [view, change] = useView();
  const communityId = useCommunityId();
  const { data } = $api.useQuery('get', '/api/communities/{communityId}/today/team', {
    params: { path: { communityId } },
  });
  const people = data?.items ?? [];
  return (
    <Select
      className="today-whose"
      aria-label={t('today.whose')}
      value={view.whose}
      onChange={(whose) => change({ whose, group: null, taskId: null })}
      options={[
        { value: 'mine', label: t('today.mine') },
        { value: 'team', label: t('today.team') },
        ...people.map(({ id, name, open }) => ({ value: id, label: `${name}（${open}）` })),
      ]}
    />
  );
}
