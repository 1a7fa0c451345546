import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../api/client';
import { LawHint } from '../rules/law-hint';
import { useCommunityId, useMay } from '../session';
import { usePlainWords } from '../ui/plain-words';
import { useWhen } from '../ui/when';
import { useDesk } from './card';
import { DeathForm, EndLiabilityForm, LiabilityForm } from './forms/liable-form';
import { Section } from './section';

export type Liability = Schemas['Liability'];
type Open = { form: 'add' } | { form: 'death' } | { form: 'end'; liability: Liability } | null;

/** 责任主体: who is liable beside the account's own party, and whom a contact would go to now. */
export function Liable() {
  const { t } = useTranslation();
  const words = usePlainWords();
  const { day } = useWhen();
  const may = useMay();
  const communityId = useCommunityId();
  const { card } = useDesk();
  const [open, setOpen] = useState<Open>(null);
  const { data } = $api.useQuery('get', '/api/communities/{communityId}/accounts/{accountId}/liabilities', {
    params: { path: { communityId, accountId: card.id } },
  });
  const mayRecord = may('liability.record') && card.mergedInto === null;
  if (!data || (!mayRecord && data.items.length === 0 && data.deceasedOn === null)) return null;
  const close = () => setOpen(null);
  return (
    <Section
      title={t('liable.title')}
      extra={<LawHint id={data.deceasedOn === null ? 'occupier' : 'estate'} />}
    >
      {data.deceasedOn && <p>{t('liable.died', { day: day(data.deceasedOn) })}</p>}
      {data.approached.length === 0 ? (
        <p className="why">{t('liable.nobody')}</p>
      ) : data.items.length === 0 ? (
        <p className="quiet">{t('liable.only')}</p>
      ) : (
        <>
          <h3>{t('liable.now')}</h3>
          <ol className="plain-list">
            {data.approached.map(({ role, roleZh, nameMasked, jointly, upToEstate }) => (
              <li key={`${role}/${nameMasked}`}>
                {nameMasked} <span className="quiet">{words(roleZh, role)}</span>{' '}
                {jointly && <Tag>{t('liable.jointly')}</Tag>}
                {upToEstate && <Tag>{t('liable.upToEstate')}</Tag>}
              </li>
            ))}
          </ol>
        </>
      )}
      <ul className="plain-list">
        {data.items.map((one) => (
          <li key={one.id} className="joining-line">
            <div>
              {words(one.roleZh, one.role)} {one.nameMasked} {!one.inForce && <Tag>{t('liable.past')}</Tag>}
              <div className="quiet">
                {[
                  one.objectCode,
                  one.untilOn === null
                    ? t('liable.from', { from: one.fromOn })
                    : t('liable.fromTo', { from: one.fromOn, to: one.untilOn }),
                  one.basis,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
            </div>
            {mayRecord && one.inForce && (
              <Button onClick={() => setOpen({ form: 'end', liability: one })}>{t('liable.end')}</Button>
            )}
          </li>
        ))}
      </ul>
      {mayRecord && (
        <div className="actions-list">
          <Button onClick={() => setOpen({ form: 'add' })}>{t('liable.add')}</Button>
          {data.deceasedOn === null && card.partyKind === 'owner' && (
            <Button onClick={() => setOpen({ form: 'death' })}>{t('liable.death')}</Button>
          )}
        </div>
      )}
      {open?.form === 'add' && <LiabilityForm died={data.deceasedOn !== null} onClose={close} />}
      {open?.form === 'end' && <EndLiabilityForm liability={open.liability} onClose={close} />}
      {open?.form === 'death' && <DeathForm onClose={close} />}
    </Section>
  );
}
