import { Alert, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useCommunityId } from '../session';
import { Loaded } from '../ui/loading';
import { usePlainWords } from '../ui/plain-words';
import { ActionBar } from './action-bar';
import { Ageing } from './ageing';
import { type Card, DeskProvider, useCard } from './card';
import { Charges } from './charges';
import { Files } from './files';
import { Joining } from './joining';
import { LastContacts } from './last-contacts';
import { Liable } from './liable';
import { Next } from './next';
import { Notices } from './notices';
import { OpenWork } from './open-work';
import { Owed } from './owed';
import { TakeBacks } from './take-backs';
import { Timeline } from './timeline';
import { Who } from './who';
import './account.css';

/** 户卡 Whatever one must know of an account before one speaks, and whatever may be done for it. */
export function Component() {
  const { accountId = '' } = useParams();
  const card = useCard(accountId);
  return <Loaded of={card}>{(data) => <AccountCard key={data.id} card={data} />}</Loaded>;
}

function AccountCard({ card }: { card: Card }) {
  const { t } = useTranslation();
  const words = usePlainWords();
  const communityId = useCommunityId();
  const [told, setTold] = useState<string | null>(null);
  useEffect(() => {
    document.title = `${card.label} · ${t('shell.product')}`;
  }, [card.label, t]);
  function tell(what: string) {
    setTold(what);
    window.scrollTo({ top: 0 });
  }
  return (
    <DeskProvider value={{ card, tell }}>
      <div className="account">
        <header className="account-head">
          <h1>
            {card.label} <span>{card.nameMasked}</span>
          </h1>
          <div className="account-tags">
            {card.case ? (
              <Tag color="green">{words(card.case.levelZh, `level ${card.case.level}`)}</Tag>
            ) : (
              <Tag>{t('account.noCase')}</Tag>
            )}
            {card.case?.status === 'settled' && <Tag>{t('account.settledSilent')}</Tag>}
            {card.holds.map(({ id, kindZh, kind }) => (
              <Tag key={id} color="gold">
                {words(kindZh, kind)}
              </Tag>
            ))}
            {card.careMark && <Tag color="purple">{t('account.care')}</Tag>}
            {card.steward && (
              <span className="quiet">{t('account.steward', { name: card.steward.name })}</span>
            )}
          </div>
        </header>
        {card.mergedInto && (
          <Alert
            type="info"
            showIcon
            title={
              <Link to={`/c/${communityId}/accounts/${card.mergedInto.id}`}>
                {t('account.mergedInto', { label: card.mergedInto.label })}
              </Link>
            }
          />
        )}
        {told && (
          <Alert
            type="success"
            showIcon
            title={told}
            role="status"
            closable={{ onClose: () => setTold(null) }}
          />
        )}
        <TakeBacks />
        <ActionBar />
        <div className="account-columns">
          <div>
            <Owed />
            <Next />
            <OpenWork />
            <LastContacts />
          </div>
          <div>
            <Who />
            <Liable />
            <Ageing />
            <Notices />
            <Joining />
          </div>
        </div>
        <Charges />
        <Files />
        <Timeline />
      </div>
    </DeskProvider>
  );
}
