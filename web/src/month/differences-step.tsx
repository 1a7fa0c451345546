import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, DatePicker, Form, Radio, Result, Segmented } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { $api } from '../api/client';
import type { Progress } from '../api/progress';
import { useCommunityId, useMay } from '../session';
import { Loaded } from '../ui/loading';
import { RefusalNote } from '../ui/refusal-note';
import { Working } from './check-step';
import { DifferenceTabs } from './difference-tabs';
import { type Dropped, type Import, useFiles } from './files';
import { accept, type Decisions, keepMapping } from './read-files';

/** What a file would change, and the consent to it: of the files of this month's start, or of an earlier one that the address names. */
export function DifferencesStep() {
  const { t } = useTranslation();
  const { files } = useFiles();
  const [search, setSearch] = useSearchParams();
  const named = search.get('import');
  if (named) return <OneImport id={named} />;
  const checked = files.filter(({ stage }) => 'batch' in stage);
  const current =
    checked.find(({ key }) => key === search.get('file')) ??
    checked.find(({ stage }) => stage.at !== 'accepted') ??
    checked.at(-1);
  if (!current) return <Result status="info" title={t('month.files.earlierEmpty')} />;
  return (
    <>
      {checked.length > 1 && (
        <Segmented
          className="month-card"
          value={current.key}
          onChange={(file) => setSearch({ step: 'differences', file })}
          options={checked.map(({ key, kind, stage }) => ({
            value: key,
            label: `${t(`month.kinds.${kind}`)}${stage.at === 'accepted' ? ' ✓' : ''}`,
          }))}
        />
      )}
      <DroppedDifferences key={current.key} of={current} />
    </>
  );
}

function DroppedDifferences({ of: one }: { of: Dropped }) {
  const { t } = useTranslation();
  const { files, tell } = useFiles();
  const { stage } = one;
  if (!('batch' in stage)) return null;
  const next = files.find((other) => other.key !== one.key && other.stage.at !== 'accepted');
  return (
    <Differences
      batch={stage.batch}
      onAccepted={(batch) =>
        tell({ do: 'change', key: one.key, change: { stage: { at: 'accepted', batch } } })
      }
      next={
        next && (
          <Link to="?step=check">
            {t('month.differences.nextFile', { name: t(`month.kinds.${next.kind}`) })}
          </Link>
        )
      }
    />
  );
}

function OneImport({ id }: { id: string }) {
  const communityId = useCommunityId();
  const one = $api.useQuery('get', '/api/communities/{communityId}/imports/{importId}', {
    params: { path: { communityId, importId: id } },
  });
  return (
    <Loaded of={one}>
      {(batch) => <Differences batch={batch} onAccepted={() => void one.refetch()} next={null} />}
    </Loaded>
  );
}

type Props = { batch: Import; onAccepted: (batch: Import) => void; next: React.ReactNode };

function Differences({ batch, onAccepted, next }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const communityId = useCommunityId();
  const queries = useQueryClient();
  const [decisions, decide] = useState<Decisions>(() => startOf(batch));
  const [working, setWorking] = useState<{ progress: Progress | null } | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const open = batch.status === 'previewed' || batch.status === 'accepting';
  const mayAccept = may('import.run');

  async function acceptAll() {
    setWorking({ progress: null });
    setRefused(null);
    try {
      const accepted = await accept(communityId, batch.id, decisions, (progress) => setWorking({ progress }));
      void keepMapping(communityId, accepted).catch(() => {});
      await queries.invalidateQueries();
      onAccepted(accepted);
    } catch (error) {
      setRefused(error);
    }
    setWorking(null);
  }

  return (
    <Card size="small" title={`${t(`month.kinds.${batch.kind}`)}　${batch.fileName}`}>
      {batch.status === 'accepted' && (
        <>
          <Alert
            type="success"
            showIcon
            title={t(
              batch.kind === 'ledger' ? 'month.differences.acceptedLedger' : 'month.differences.accepted',
            )}
            action={
              next ?? <Link to={`/c/${communityId}/month/release`}>{t('month.differences.toRelease')}</Link>
            }
          />
          <p className="month-hint">{t('month.differences.notKept')}</p>
        </>
      )}
      <DifferenceTabs batch={batch} decisions={decisions} decide={open && mayAccept ? decide : null} />
      {open && <Questions batch={batch} decisions={decisions} decide={decide} disabled={!mayAccept} />}
      <RefusalNote error={refused} />
      {working && (
        <Working progress={working.progress ?? { phase: 'accepting', rows: 0, of: batch.summary.good }} />
      )}
      {batch.status !== 'accepted' && (
        <div className="month-next">
          <Button
            type="primary"
            size="large"
            disabled={!open || !mayAccept || isUndecided(batch, decisions)}
            title={mayAccept ? '' : t('month.files.onlyRead')}
            loading={working !== null}
            onClick={() => void acceptAll()}
          >
            {t('month.differences.accept')}
          </Button>
        </div>
      )}
    </Card>
  );
}

/** What is offered before anybody chose: the usual answer, never one that decides whose debt it is. */
function startOf({ kind, summary }: Import): Decisions {
  const { gone } = summary.differences;
  return {
    ...(gone.rows > 0 ? { goneAs: gone.rows > summary.good ? ('doubt' as const) : ('paid' as const) } : {}),
    ...(kind === 'payments' && summary.latestReceiptOn ? { bookedThrough: summary.latestReceiptOn } : {}),
  };
}

function isUndecided({ summary }: Import, { nameChangeAs }: Decisions): boolean {
  return summary.differences.owners.rows > 0 && nameChangeAs === undefined;
}

type QuestionProps = {
  batch: Import;
  decisions: Decisions;
  decide: (decisions: Decisions) => void;
  disabled: boolean;
};

function Questions({ batch, decisions, decide, disabled }: QuestionProps) {
  const { t } = useTranslation();
  const { gone, owners } = batch.summary.differences;
  return (
    <Form layout="vertical" disabled={disabled}>
      {gone.rows > 0 && (
        <Form.Item label={t('month.differences.goneQuestion')} extra={t('month.differences.goneHint')}>
          <Radio.Group
            value={decisions.goneAs}
            onChange={({ target }) => decide({ ...decisions, goneAs: target.value })}
            options={(['paid', 'waived', 'cancelled', 'doubt'] as const).map((value) => ({
              value,
              label: t(`month.differences.goneAs.${value}`),
            }))}
          />
        </Form.Item>
      )}
      {owners.rows > 0 && (
        <Form.Item label={t('month.differences.nameQuestion')}>
          <Radio.Group
            value={decisions.nameChangeAs}
            onChange={({ target }) => decide({ ...decisions, nameChangeAs: target.value })}
            options={(['correction', 'transfer', 'keep'] as const).map((value) => ({
              value,
              label: t(`month.differences.nameChangeAs.${value}`),
            }))}
          />
        </Form.Item>
      )}
      {batch.kind === 'payments' && (
        <Form.Item
          label={t('month.differences.bookedThrough')}
          extra={t('month.differences.bookedThroughHint')}
        >
          <DatePicker
            aria-label={t('month.differences.bookedThrough')}
            value={decisions.bookedThrough ? dayjs(decisions.bookedThrough) : null}
            onChange={(day) => {
              const { bookedThrough: _, ...others } = decisions;
              decide(day ? { ...others, bookedThrough: day.format('YYYY-MM-DD') } : others);
            }}
          />
        </Form.Item>
      )}
    </Form>
  );
}
