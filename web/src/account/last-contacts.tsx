import { useTranslation } from 'react-i18next';
import { useWhen } from '../ui/when';
import { inLanguage } from '../words/i18n';
import { useDesk } from './card';
import { Section } from './section';

/** 最近 3 次沟通, by us or by him. */
export function LastContacts() {
  const { t } = useTranslation();
  const { moment, inText } = useWhen();
  const { lastContacts } = useDesk().card;
  return (
    <Section title={t('account.contacts.title')}>
      {lastContacts.length === 0 && <p className="quiet">{t('account.contacts.none')}</p>}
      <ul className="plain-list">
        {lastContacts.map((contact) => (
          <li key={contact.id}>
            <strong>{inText(inLanguage(contact))}</strong>
            {contact.note && <div>「{contact.note}」</div>}
            <div className="quiet">
              {moment(contact.at)} · {contact.byName ?? t('account.system')}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
