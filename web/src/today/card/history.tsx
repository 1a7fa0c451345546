import { useTranslation } from 'react-i18next';
import { useWhen } from '../../ui/when';
import { inLanguage } from '../../words/i18n';
import type { WorkCard } from '../today-data';

/** The last three contacts: what was said last time. */
export function History({ history }: { history: WorkCard['history'] }) {
  const { t } = useTranslation();
  const { moment } = useWhen();
  return (
    <section className="work-part">
      <h3>{t('today.card.history')}</h3>
      {history.length === 0 && <p className="today-quiet">{t('today.card.noHistory')}</p>}
      <ul className="work-history">
        {history.map(({ id, at, channel, said, note, by }) => (
          <li key={id}>
            <span className="today-quiet">
              {moment(at)} {inLanguage(channel)} {by}
            </span>
            <div>
              {inLanguage(said)}
              {note && <span className="work-note">「{note}」</span>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
