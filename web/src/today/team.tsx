import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../api/client';
import { useCommunityId } from '../session';
import { Loaded } from '../ui/loading';
import { usePlainWords } from '../ui/plain-words';
import { RefusalNote } from '../ui/refusal-note';
import { Rows } from '../ui/rows';
import { useWhen } from '../ui/when';
import { AbsenceForm } from './absence-form';
import { useReadAgain } from './today-data';
import { useView } from './use-view';

type TeamRow = Schemas['TeamRow'];

/** 团队今日: 人员|应办|已办|超时|请假→代班人 */
export function Team() {
  const { t } = useTranslation();
  const { day } = useWhen();
  const plainWords = usePlainWords();
  const communityId = useCommunityId();
  const [, change] = useView();
  const [away, setAway] = useState<TeamRow | null>(null);
  const readAgain = useReadAgain();
  const team = $api.useQuery('get', '/api/communities/{communityId}/today/team', {
    params: { path: { communityId } },
  });
  const back = $api.useMutation('post', '/api/communities/{communityId}/absences/{absenceId}/end', {
    onSuccess: () => void readAgain(),
  });

  return (
    <Loaded of={team}>
      {({ items }) => (
        <>
          <RefusalNote error={back.error} />
          {away && (
            <AbsenceForm
              person={away}
              people={items.filter(({ id }) => id !== away.id)}
              onClose={() => setAway(null)}
            />
          )}
          <Rows<TeamRow>
            rows={items}
            keyOf={({ id }) => id}
            empty={t('today.teamOf.nobody')}
            columns={[
              {
                key: 'name',
                title: t('today.teamOf.name'),
                cell: ({ id, name, roles }) => (
                  <Button
                    type="link"
                    className="team-name"
                    onClick={() => change({ tab: 'list', whose: id })}
                  >
                    {name} <small>{roles.map(({ zh, role }) => plainWords(zh, role)).join('、')}</small>
                  </Button>
                ),
              },
              { key: 'open', title: t('today.teamOf.open'), cell: ({ open }) => open, align: 'right' },
              { key: 'done', title: t('today.teamOf.done'), cell: ({ done }) => done, align: 'right' },
              {
                key: 'overdue',
                title: t('today.teamOf.overdue'),
                cell: ({ overdue }) => overdue,
                align: 'right',
              },
              {
                key: 'unanswered',
                title: t('today.teamOf.unanswered'),
                cell: ({ calls, unanswered }) => (calls === 0 ? '—' : `${unanswered}/${calls}`),
                align: 'right',
              },
              {
                key: 'away',
                title: t('today.teamOf.away'),
                cell: (person) =>
                  person.absence ? (
                    <span className="team-away">
                      <Tag>
                        {t('today.teamOf.awayUntil', {
                          from: day(person.absence.fromOn),
                          until: day(person.absence.untilOn),
                          name: person.absence.standInName ?? t('today.teamOf.byBuilding'),
                        })}
                      </Tag>
                      <Button
                        size="small"
                        loading={back.isPending}
                        onClick={() =>
                          back.mutate({
                            params: { path: { communityId, absenceId: person.absence?.id ?? '' } },
                          })
                        }
                      >
                        {t('today.teamOf.back')}
                      </Button>
                    </span>
                  ) : (
                    <Button
                      size="small"
                      aria-label={`${person.name} ${t('today.teamOf.arrange')}`}
                      onClick={() => setAway(person)}
                    >
                      {t('today.teamOf.arrange')}
                    </Button>
                  ),
              },
            ]}
          />
        </>
      )}
    </Loaded>
  );
}
