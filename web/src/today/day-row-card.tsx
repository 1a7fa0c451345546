import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWhen } from '../ui/when';
import { Yuan } from '../ui/yuan';
import { inLanguage } from '../words/i18n';
import type { DayRow } from './today-data';

type Props = { row: DayRow; chosen: boolean; showsWho: boolean; onOpen: () => void };

/** 房号·称呼·应付·级别·为何今天·截止时刻·上次结果: one household, one tap. */
export function DayRowCard({ row, chosen, showsWho, onOpen }: Props) {
  const { t } = useTranslation();
  const { moment } = useWhen();
  return (
    <button type="button" className={chosen ? 'day-row chosen' : 'day-row'} onClick={onOpen}>
      <span className="day-row-head">
        <b>{row.label ?? t(`today.groups.${row.group}`)}</b>
        {row.nameMasked && <span>{row.nameMasked}</span>}
        {row.level !== null && <Tag>{t(`today.levels.l${row.level as 1 | 2 | 3 | 4}`)}</Tag>}
        {row.careMark && <Tag color="purple">{t('today.care')}</Tag>}
        {row.startedByMe && <Tag color="green">{t('today.working')}</Tag>}
        <span className="today-spacer" />
        {row.claimableFen !== null && (
          <b>
            <Yuan fen={row.claimableFen} />
          </b>
        )}
      </span>
      <span className="day-row-line">
        <span>{inLanguage(row.why)}</span>
        <span className="today-spacer" />
        <Due row={row} />
      </span>
      <span className="day-row-line today-quiet">
        {row.last ? `${t('today.last')} ${moment(row.last.at)} ${inLanguage(row.last)}` : t('today.never')}
        {row.standInFor && <Tag>{t('today.standsInFor', { name: row.standInFor.name })}</Tag>}
        {showsWho && row.assignee && <span>{row.assignee.name}</span>}
      </span>
    </button>
  );
}

/** Calm, unless a law or a promise is near. */
function Due({ row: { near, limitationOn, overdue, dueOn } }: { row: DayRow }) {
  const { t } = useTranslation();
  const { day } = useWhen();
  if (near === 'law' && limitationOn) {
    return <span className="today-red">{t('today.lawNear', { day: day(limitationOn) })}</span>;
  }
  if (near === 'promise') return <span className="today-red">{t('today.promiseNear')}</span>;
  return <span className="today-quiet">{t(overdue ? 'today.late' : 'today.due', { day: day(dueOn) })}</span>;
}
