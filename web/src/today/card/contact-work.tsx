import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { useCommunityId, useMe } from '../../session';
import { RefusalNote } from '../../ui/refusal-note';
import { inLanguage } from '../../words/i18n';
import type { WorkCard } from '../today-data';
import { MoreNumbers } from './more-numbers';
import { Numbers } from './numbers';
import { Checks } from './offers';
import { Outcomes } from './outcomes';
import { OwnTime } from './own-time';
import { type Second, SecondPerson } from './second-person';
import { Started } from './started';
import { Support } from './support';

type StatedTime = { from: string; to: string };
type Start = { contactPointId?: string; statedTime?: StatedTime; second?: Second };

/** A call, a message by WeChat, a visit, a letter: first 开始, which is the gate; then the number, the words and what came of it. */
export function ContactWork({ card, onDone }: { card: WorkCard; onDone: () => void }) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const client = useQueryClient();
  const me = useMe();
  const { task, row, gate } = card;
  const [numberId, setNumberId] = useState<string | null>(null);
  const [second, setSecond] = useState<Second | null>(null);
  const [late, setLate] = useState(false);
  const start = $api.useMutation('post', '/api/communities/{communityId}/tasks/{taskId}/start', {
    onError: () => void client.invalidateQueries({ predicate: isWorkOf(task.id) }),
  });
  const isCall = row.kind === 'call' || row.kind === 'care_call';
  const isVisit = row.kind === 'visit';
  const takenBy = row.status === 'started' && !row.startedByMe ? (row.assignee?.name ?? '') : null;

  function begin(more: Start = {}) {
    const chosen = numberId ?? undefined;
    const body: Start = {
      ...(isCall && chosen ? { contactPointId: chosen } : {}),
      ...(isVisit && second ? { second } : {}),
      ...more,
    };
    start.mutate({ params: { path: { communityId, taskId: task.id } }, body });
  }

  if (takenBy !== null) return <Alert type="info" title={t('today.card.taken', { name: takenBy })} />;
  const started = start.data ?? null;
  const blocked = gate !== null && !started;
  return (
    <>
      {isVisit && <Checks checks={card.checks} />}
      {isVisit && !started && (
        <section className="work-part">
          <p className="today-quiet">
            {t('today.card.bring')}：{t('today.card.bringList')}
          </p>
          <p className="today-quiet">{t('today.card.noFilming')}</p>
          {card.nobodyHome > 0 && <p>{t('today.card.nobodyHome', { count: card.nobodyHome })}</p>}
          <SecondPerson value={second} onChange={setSecond} exceptId={me.data?.userId ?? ''} />
        </section>
      )}
      {!started && isCall && <Numbers numbers={card.numbers} chosenId={numberId} onChoose={setNumberId} />}
      {!started && isCall && <MoreNumbers card={card} onDone={onDone} />}
      {!started && (
        <div className="work-start">
          <RefusalNote error={start.error} />
          {gate && !start.error && (
            <Alert
              type="warning"
              showIcon
              role="alert"
              title={t('today.card.blocked')}
              description={inLanguage(gate)}
            />
          )}
          <Button
            type="primary"
            size="large"
            block
            className="big"
            disabled={blocked}
            loading={start.isPending}
            onClick={() => begin()}
          >
            {t(row.startedByMe ? 'today.card.goOn' : isCall ? 'today.card.start' : 'today.card.startOther')}
          </Button>
          {isCall && !blocked && <div className="today-quiet work-logged">{t('today.card.logged')}</div>}
          {gate?.code === 'WINDOW' && (
            <OwnTime busy={start.isPending} onSaid={(statedTime) => begin({ statedTime })} />
          )}
        </div>
      )}
      {started && <Started started={started} kind={row.kind} />}
      {(started || late) && (
        <Outcomes
          card={card}
          started={started}
          correcting={null}
          second={second}
          onNextNumber={() => {
            start.reset();
            setNumberId(null);
          }}
          onDone={onDone}
        />
      )}
      {isVisit && <Support taskId={task.id} />}
      {!started && !late && (
        <Button type="link" className="work-late" onClick={() => setLate(true)}>
          {t('today.card.lateResult')}
        </Button>
      )}
      {!started && late && <p className="today-quiet">{t('today.card.lateHint')}</p>}
    </>
  );
}

function isWorkOf(taskId: string) {
  return ({ queryKey: [, path, init] }: { queryKey: readonly unknown[] }) =>
    typeof path === 'string' && path.endsWith('/work') && JSON.stringify(init).includes(taskId);
}
