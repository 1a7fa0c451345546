import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommunityId, useMay } from '../session';
import { useWhen } from '../ui/when';
import { useCommunityCard } from './community-card';

/** On every page: up to which day receipts are booked, whether that has stopped what is sent by itself, and whether this is a demonstration. */
export function FreshnessBanner() {
  const { t } = useTranslation();
  const { data } = useCommunityCard();
  const { day } = useWhen();
  const may = useMay();
  const communityId = useCommunityId();
  if (!data) return null;
  if (data.demonstration) {
    return (
      <Alert
        className="shell-banner"
        banner
        type="info"
        showIcon={false}
        role="note"
        title={t('shell.demonstration')}
      />
    );
  }
  const { bookedThrough, stopped, workdaysBehind } = data.freshness;
  const until =
    bookedThrough === null ? t('shell.neverBooked') : t('shell.bookedThrough', { day: day(bookedThrough) });
  if (!stopped) return <div className="shell-fresh">{until}</div>;
  const behind = workdaysBehind === null ? '' : t('shell.workdaysBehind', { count: workdaysBehind });
  return (
    <Alert
      className="shell-banner"
      banner
      type="warning"
      role="note"
      title={
        <>
          {until}
          {behind}
          {t('shell.stopped')}
          {may('receipts.confirm') && (
            <Link to={`/c/${communityId}/month`}> {t('shell.confirmReceipts')}</Link>
          )}
        </>
      }
    />
  );
}
