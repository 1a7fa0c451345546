import { App, Button, Card, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../api/client';
import { useCommunityId } from '../session';
import { RefusalNote } from '../ui/refusal-note';
import { useWhen } from '../ui/when';
import { useReadAgain } from './today-data';

type Props = {
  person: Schemas['TeamRow'];
  people: readonly Schemas['TeamRow'][];
  onClose: () => void;
};

/** 请假: from, until, who stands in. The tasks move by themselves on the day, and back. */
export function AbsenceForm({ person, people, onClose }: Props) {
  const { t } = useTranslation();
  const { today } = useWhen();
  const { message } = App.useApp();
  const communityId = useCommunityId();
  const readAgain = useReadAgain();
  const [from, setFrom] = useState(today ?? '');
  const [until, setUntil] = useState(today ?? '');
  const [standInId, setStandInId] = useState<string | null>(null);
  const set = $api.useMutation('post', '/api/communities/{communityId}/absences', {
    onSuccess: ({ handedOver, givenBack }) => {
      void message.success(t('today.teamOf.moved', { out: handedOver, back: givenBack }));
      void readAgain();
      onClose();
    },
  });
  const fits = people.filter(({ roles }) =>
    roles.some(({ role }) => person.roles.some((own) => own.role === role)),
  );
  return (
    <Card size="small" title={`${person.name} · ${t('today.teamOf.arrange')}`} className="absence">
      <RefusalNote error={set.error} />
      <p className="today-quiet">{t('today.teamOf.hint')}</p>
      <div className="form-line">
        <div className="form-field">
          {t('today.teamOf.from')}
          <Input
            type="date"
            aria-label={t('today.teamOf.from')}
            min={today ?? ''}
            value={from}
            onChange={({ target }) => setFrom(target.value)}
          />
        </div>
        <div className="form-field">
          {t('today.teamOf.until')}
          <Input
            type="date"
            aria-label={t('today.teamOf.until')}
            min={from}
            value={until}
            onChange={({ target }) => setUntil(target.value)}
          />
        </div>
        <div className="form-field">
          {t('today.teamOf.standIn')}
          <Select
            aria-label={t('today.teamOf.standIn')}
            value={standInId}
            onChange={setStandInId}
            style={{ minWidth: 220 }}
            options={[
              { value: null, label: t('today.teamOf.byBuilding') },
              ...fits.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        </div>
        <Button
          type="primary"
          disabled={!from || !until || from > until}
          loading={set.isPending}
          onClick={() =>
            set.mutate({
              params: { path: { communityId } },
              body: { userId: person.id, fromOn: from, untilOn: until, standInId },
            })
          }
        >
          {t('today.teamOf.set')}
        </Button>
        <Button onClick={onClose}>{t('today.card.cancel')}</Button>
      </div>
    </Card>
  );
}
