import { Button, Dropdown, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../session';
import { useWhen } from '../ui/when';
import { useDesk } from './card';
import { type ContactDialog, ContactForm, type Point } from './forms/contact-form';
import { RevealDialog, type Revealed } from './reveal';
import { Section } from './section';

/** 责任主体, his rooms and parking, and how he may be reached: masked until somebody shows it, which is written down. */
export function Who() {
  const { t } = useTranslation();
  const may = useMay();
  const { card } = useDesk();
  const [revealing, setRevealing] = useState(false);
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const [dialog, setDialog] = useState<ContactDialog | null>(null);
  return (
    <Section
      title={t('account.who.title')}
      extra={
        may('number.reveal') && (
          <Button type="link" onClick={() => (revealed ? setRevealed(null) : setRevealing(true))}>
            {revealed ? t('account.who.hide') : t('account.who.reveal')}
          </Button>
        )
      }
    >
      <p className="who-name">
        <strong>{revealed?.name ?? card.nameMasked}</strong>{' '}
        <span className="quiet">{t(`account.party.${partyOf(card.partyKind)}`)}</span>
      </p>
      <ul className="who-objects">
        {card.objects.map(({ id, kind, code, areaCm2 }) => (
          <li key={id}>
            <span className="quiet">{t(`account.object.${objectOf(kind)}`)}</span> {code}
            {areaCm2 !== null && <span className="quiet"> {(areaCm2 / 10_000).toFixed(2)} ㎡</span>}
          </li>
        ))}
      </ul>
      <ul className="plain-list" aria-label={t('account.who.points')}>
        {card.contactPoints.map((point) => (
          <PointLine
            key={point.id}
            point={point}
            whole={revealed?.contactPoints.find(({ id }) => id === point.id)?.value ?? null}
            onAct={setDialog}
          />
        ))}
      </ul>
      {card.contactPoints.length === 0 && <p className="quiet">{t('account.who.none')}</p>}
      {may('contact_data.change') ? (
        <div className="actions-list">
          <Button onClick={() => setDialog({ kind: 'add' })}>{t('account.act.contact_add')}</Button>
          <Button onClick={() => setDialog({ kind: 'authorise' })}>
            {t('account.act.contact_authorise')}
          </Button>
        </div>
      ) : (
        <p className="why">{t('account.why.noDataChange')}</p>
      )}
      {revealing && (
        <RevealDialog
          accountId={card.id}
          onClose={() => setRevealing(false)}
          onRevealed={(whole) => {
            setRevealed(whole);
            setRevealing(false);
          }}
        />
      )}
      {dialog && <ContactForm dialog={dialog} onClose={() => setDialog(null)} />}
    </Section>
  );
}

type PointProps = { point: Point; whole: string | null; onAct: (dialog: ContactDialog) => void };

function PointLine({ point, whole, onAct }: PointProps) {
  const { t } = useTranslation();
  const { moment, inText } = useWhen();
  const may = useMay();
  const acts = [
    ...(point.status === 'usable' ? [{ key: 'wrong' as const }] : []),
    { key: 'opt_out' as const },
    ...(point.optedOut.length > 0 ? [{ key: 'opt_in' as const }] : []),
  ];
  const stated = statedOf(point);
  return (
    <li className="who-point">
      <div>
        <strong className={point.status === 'usable' ? 'yuan' : 'yuan struck'}>
          {whole && point.kind === 'phone' ? <a href={`tel:${whole}`}>{whole}</a> : (whole ?? point.masked)}
        </strong>{' '}
        {point.relation ?? t('account.who.self')}
        {!point.authorised && <Tag>{t('account.who.notAuthorised')}</Tag>}
        {point.status !== 'usable' && (
          <Tag color="orange">{t(`account.status.${statusOf(point.status)}`)}</Tag>
        )}
        {point.optedOut.length > 0 && (
          <Tag color="orange">
            {t('account.who.optedOut', {
              channels: point.optedOut.map((one) => t(`account.channel.${channelOf(one)}`)).join('、'),
            })}
          </Tag>
        )}
        <div className="quiet">
          {[
            point.answeredAt && t('account.who.answered', { when: moment(point.answeredAt) }),
            stated && t('account.who.stated', { when: inText(stated) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
      </div>
      {may('contact_data.change') && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: acts.map(({ key }) => ({ key, label: t(`account.act.contact_${key}`) })),
            onClick: ({ key }) => {
              const act = acts.find((one) => one.key === key);
              if (act) onAct({ kind: act.key, point });
            },
          }}
        >
          <Button type="text" aria-label={t('account.who.change', { number: point.masked })}>
            ⋯
          </Button>
        </Dropdown>
      )}
    </li>
  );
}

function statedOf({ statedTime }: Point): string | null {
  if (statedTime === null) return null;
  const { from, to, onDay } = statedTime as { from?: string; to?: string; onDay?: string };
  return [onDay, from && to ? `${from}–${to}` : null].filter(Boolean).join(' ');
}

const OBJECTS = ['room', 'parking', 'shop', 'villa', 'store'] as const;
const objectOf = (kind: string) => OBJECTS.find((one) => one === kind) ?? 'room';
const PARTIES = ['owner', 'occupier', 'developer', 'organisation'] as const;
const partyOf = (kind: string) => PARTIES.find((one) => one === kind) ?? 'owner';
const STATUSES = ['unusable', 'dead', 'wrong'] as const;
const statusOf = (status: string) => STATUSES.find((one) => one === status) ?? 'unusable';
const CHANNELS = ['sms', 'email', 'wechat', 'call', 'visit', 'post', 'mail'] as const;
const channelOf = (channel: string) => CHANNELS.find((one) => one === channel) ?? 'sms';
