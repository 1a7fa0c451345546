import { ArrowLeftOutlined } from '@ant-design/icons';
import { Alert, Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommunityId, useMay } from '../session';
import { Loaded } from '../ui/loading';
import { usePlainWords } from '../ui/plain-words';
import { Rows } from '../ui/rows';
import { useWhen } from '../ui/when';
import { Yuan } from '../ui/yuan';
import { inLanguage } from '../words/i18n';
import { BatchSteps } from './batch-steps';
import { Chosen } from './chosen';
import { type BatchCard, type Item, useBatchCard } from './paper-data';

/** One batch: what comes next, its files, each letter in walking order. */
export function BatchCardPane({ batchId, onBack }: { batchId: string; onBack: () => void }) {
  const { t } = useTranslation();
  const card = useBatchCard(batchId);
  return (
    <>
      <Button icon={<ArrowLeftOutlined />} onClick={onBack} className="paper-back">
        {t('paper.back')}
      </Button>
      <Loaded of={card}>{(batch) => <Card batch={batch} />}</Loaded>
    </>
  );
}

function Card({ batch }: { batch: BatchCard }) {
  const { t } = useTranslation();
  const { day } = useWhen();
  const [chosen, setChosen] = useState<string[]>([]);
  const bringBack = batch.items.filter(({ outdated, state }) => outdated !== null || state === 'take_back');
  return (
    <>
      <section className="paper-part">
        <h3>
          {t(`paper.kinds.${batch.kind}`)} {day(batch.onDay)}
          {batch.building !== null && ` ${t('paper.building', { building: batch.building })}`}{' '}
          <Tag>{t(`paper.states.${batch.state}`)}</Tag>
        </h3>
        <p>
          {t('paper.next')}：<b>{t(`paper.nextOf.${batch.kind}.${batch.state}`)}</b>
        </p>
        <p className="paper-quiet">
          {t('paper.outOf', { out: batch.counts.out, all: batch.counts.all })}，{t('paper.lastDay')}{' '}
          {day(batch.lastDayOn)}
          {batch.sealedOn !== null &&
            `，${t('paper.sealedOn', { day: day(batch.sealedOn), copies: batch.copies })}`}
          {batch.carrier !== null && `，${t('paper.carrier')} ${batch.carrier}`}
        </p>
        <Files batch={batch} />
        <BatchSteps batch={batch} />
      </section>
      {bringBack.length > 0 && (
        <Alert type="warning" showIcon title={t('paper.bringBack', { count: bringBack.length })} />
      )}
      <section className="paper-part">
        <h3>{t('paper.letters')}</h3>
        <Chosen numbers={chosen} onDone={() => setChosen([])} />
        <Letters items={batch.items} chosen={chosen} onChoose={setChosen} />
      </section>
      <LeftOut leftOut={batch.leftOut} />
    </>
  );
}

function Files({ batch }: { batch: BatchCard }) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const may = useMay();
  if (!may('notice.draft') || batch.printedAt === null) return null;
  const at = `/api/communities/${communityId}/paper/batches/${batch.id}`;
  return (
    <>
      <div className="paper-line">
        <Button href={`${at}/notices.pdf`} target="_blank">
          {t('paper.files.notices')}
        </Button>
        <Button href={`${at}/slips.pdf`} target="_blank">
          {t(`paper.files.slips.${batch.kind}`)}
        </Button>
        {batch.kind === 'mailing' && (
          <Button href={`${at}/courier-list.xlsx`}>{t('paper.files.courierList')}</Button>
        )}
      </div>
      <p className="paper-quiet">{t('paper.files.logged')}</p>
    </>
  );
}

type LettersProps = { items: Item[]; chosen: string[]; onChoose: (numbers: string[]) => void };

function Letters({ items, chosen, onChoose }: LettersProps) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const { day, inText } = useWhen();
  const plain = usePlainWords();
  return (
    <Rows<Item>
      rows={items}
      keyOf={({ number }) => number}
      empty={t('paper.noLetters')}
      selection={{ chosen, onChange: onChoose }}
      columns={[
        {
          key: 'room',
          title: t('paper.room'),
          cell: ({ label, nameMasked, accountId }) => (
            <Link to={`/c/${communityId}/accounts/${accountId}`}>
              {label} {nameMasked}
            </Link>
          ),
        },
        { key: 'number', title: t('paper.number'), cell: ({ number }) => number },
        { key: 'amount', title: t('paper.amount'), cell: ({ amountFen }) => <Yuan fen={amountFen} /> },
        { key: 'deadline', title: t('paper.deadline'), cell: ({ deadlineOn }) => day(deadlineOn) },
        {
          key: 'state',
          title: t('paper.state'),
          cell: (item) => (
            <div className="paper-why">
              {t(`paper.itemStates.${item.state}`)}
              {item.courierStateZh !== null &&
                item.courierState !== null &&
                `，${plain(item.courierStateZh, item.courierState)}`}
              {item.trackingNumber !== null && <div>{item.trackingNumber}</div>}
              {item.voidReason !== null && <div className="paper-quiet">{item.voidReason}</div>}
              {item.outdated !== null && (
                <div className="paper-warn">{inText(inLanguage(item.outdated))}</div>
              )}
            </div>
          ),
        },
      ]}
    />
  );
}

function LeftOut({ leftOut }: Pick<BatchCard, 'leftOut'>) {
  const { t } = useTranslation();
  const { inText } = useWhen();
  if (leftOut.length === 0) return null;
  return (
    <section className="paper-part">
      <h3>{t('paper.leftOut', { count: leftOut.length })}</h3>
      <ul className="paper-plain">
        {leftOut.map((one) => (
          <li key={one.taskId}>
            <b>{one.label}</b> {inText(inLanguage(one))}
          </li>
        ))}
      </ul>
    </section>
  );
}
