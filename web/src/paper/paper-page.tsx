import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { BatchCardPane } from './batch-card';
import { BatchList } from './batch-list';
import { NewBatch } from './new-batch';
import { usePaperView } from './paper-data';
import { Returns } from './returns';
import { Tracking } from './tracking';
import './paper.css';

/** 打印与寄送: notices on paper from the printer to the carrier, and what came back. */
export function Component() {
  const { t } = useTranslation();
  const { tab, batchId, showTab, showBatch } = usePaperView();
  return (
    <section className="paper">
      <h2>{t('paper.title')}</h2>
      <Segmented
        className="paper-tabs"
        value={tab}
        onChange={showTab}
        options={(['batches', 'returns'] as const).map((value) => ({
          value,
          label: t(`paper.tabs.${value}`),
        }))}
      />
      {tab === 'returns' && <Returns />}
      {tab === 'batches' && batchId !== null && (
        <BatchCardPane key={batchId} batchId={batchId} onBack={() => showBatch(null)} />
      )}
      {tab === 'batches' && batchId === null && (
        <>
          <NewBatch onPrinted={showBatch} />
          <BatchList onChoose={showBatch} />
          <Tracking />
        </>
      )}
    </section>
  );
}
