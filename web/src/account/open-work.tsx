import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePlainWords } from '../ui/plain-words';
import { useWhen } from '../ui/when';
import { type Card, useDesk } from './card';
import { Section } from './section';

/** 在办工单: work that colleagues have for this account, and objections that wait for an answer, each with its day. */
export function OpenWork() {
  const { t } = useTranslation();
  const { card } = useDesk();
  if (card.tasks.length === 0 && card.disputes.length === 0) return null;
  return (
    <Section title={t('account.work.title')}>
      <ul className="plain-list">
        {card.tasks.map((task) => (
          <TaskLine key={task.id} task={task} />
        ))}
        {card.disputes.map((dispute) => (
          <DisputeLine key={dispute.id} dispute={dispute} />
        ))}
      </ul>
    </Section>
  );
}

function TaskLine({ task }: { task: Card['tasks'][number] }) {
  const { t } = useTranslation();
  const { until } = useWhen();
  const words = usePlainWords();
  return (
    <li>
      <strong>{words(task.kindZh, task.kind)}</strong> {t('account.work.by', { when: until(task.dueAt) })}
      {task.escalation > 0 && <Tag color="orange">{t('account.work.overdue')}</Tag>}
      <div className="quiet">{task.assigneeName ?? t('account.work.nobody')}</div>
    </li>
  );
}

function DisputeLine({ dispute }: { dispute: Card['disputes'][number] }) {
  const { t } = useTranslation();
  const { day, moment } = useWhen();
  return (
    <li>
      <strong>{t(`account.work.${dispute.kind}`)}</strong>{' '}
      {dispute.answeredAt
        ? t('account.work.answered', { when: moment(dispute.answeredAt) })
        : t('account.work.answerBy', { day: day(dispute.answerDueOn) })}
      {dispute.statement && <div className="quiet">「{dispute.statement}」</div>}
      {dispute.answer && <div className="quiet">{t('account.work.answer', { answer: dispute.answer })}</div>}
    </li>
  );
}
