import { Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWhen } from '../../ui/when';
import { inLanguage } from '../../words/i18n';
import type { WorkCard } from '../today-data';

type Props = { numbers: WorkCard['numbers']; chosenId: string | null; onChoose: (id: string) => void };

/** 号码1–3: whose each is and when somebody last answered; hidden until 开始. */
export function Numbers({ numbers, chosenId, onChoose }: Props) {
  const { t } = useTranslation();
  const { moment } = useWhen();
  if (numbers.length === 0) return <p className="today-quiet">{t('today.card.noNumbers')}</p>;
  const first =
    numbers.find(({ usable, triedToday }) => usable && !triedToday) ?? numbers.find((one) => one.usable);
  const chosen = chosenId ?? first?.id;
  return (
    <Radio.Group
      className="numbers"
      aria-label={t('today.card.numbers')}
      value={chosen}
      onChange={({ target }) => onChoose(String(target.value))}
    >
      {numbers.map(({ id, masked, relation, usable, why, answeredAt, triedToday }) => (
        <Radio key={id} value={id} disabled={!usable} className="number">
          <b>{masked}</b> {relation ?? t('today.card.self')}
          <span className="today-quiet number-more">
            {why
              ? inLanguage(why)
              : answeredAt
                ? t('today.card.answered', { when: moment(answeredAt) })
                : t('today.card.neverAnswered')}
            {triedToday && ` · ${t('today.card.triedToday')}`}
          </span>
        </Radio>
      ))}
    </Radio.Group>
  );
}
