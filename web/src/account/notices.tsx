import { useTranslation } from 'react-i18next';
import { useCommunityId, useMay } from '../session';
import { usePlainWords } from '../ui/plain-words';
import { useWhen } from '../ui/when';
import { inLanguage } from '../words/i18n';
import { useDesk } from './card';
import { Section } from './section';

/** 送达情况 of every notice on paper. */
export function Notices() {
  const { t } = useTranslation();
  const { moment, day } = useWhen();
  const words = usePlainWords();
  const may = useMay();
  const communityId = useCommunityId();
  const { notices } = useDesk().card;
  if (notices.length === 0) return null;
  return (
    <Section title={t('account.notices.title')}>
      <ul className="plain-list">
        {notices.map((notice) => (
          <li key={notice.id}>
            <strong>{inLanguage(notice)}</strong>
            {notice.number && may('notice.draft') && (
              <a
                className="notice-link"
                target="_blank"
                rel="noreferrer"
                href={`/api/communities/${communityId}/paper/items/${notice.number}/notice.pdf`}
              >
                {t('account.notices.open')}
              </a>
            )}
            {notice.grade && notice.gradeZh && <span> · {words(notice.gradeZh, notice.grade)}</span>}
            <div className="quiet">
              {[
                moment(notice.at),
                notice.number && t('account.notices.number', { number: notice.number }),
                notice.trackingNumber && t('account.notices.tracking', { number: notice.trackingNumber }),
                notice.deadlineOn && t('account.notices.deadline', { day: day(notice.deadlineOn) }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
