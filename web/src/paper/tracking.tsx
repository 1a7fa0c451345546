import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, upload } from '../api/client';
import { useCommunityId, useMay } from '../session';
import { FileChoice } from '../ui/file-choice';
import { RefusalNote } from '../ui/refusal-note';
import { Rows } from '../ui/rows';
import { type Problem, problemsOf, useReadAgain } from './paper-data';

type Tracked = Schemas['TrackedLetters'];

/** 运单号: the carrier's list with its last column filled in. Taken whole, or not at all with every row that is wrong. */
export function Tracking() {
  const { t } = useTranslation();
  const may = useMay();
  const communityId = useCommunityId();
  const readAgain = useReadAgain();
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState<Tracked | null>(null);
  if (!may('contact.act')) return null;

  async function take() {
    if (!file) return;
    setBusy(true);
    setError(null);
    setDone(null);
    try {
      setDone(await upload<Tracked>(`/api/communities/${communityId}/paper/tracking`, {}, file, file.name));
      setFile(null);
      await readAgain();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }
  const problems = problemsOf(error);
  return (
    <section className="paper-part">
      <h3>{t('paper.tracking.title')}</h3>
      <p className="paper-quiet">{t('paper.tracking.hint')}</p>
      <div className="paper-line">
        <FileChoice
          label={t('paper.tracking.file')}
          accept=".csv,.xlsx"
          file={file}
          onChoose={(chosen) => {
            setFile(chosen);
            setError(null);
          }}
        />
        <Button type="primary" loading={busy} disabled={file === null} onClick={() => void take()}>
          {t('paper.tracking.take')}
        </Button>
      </div>
      {problems.length === 0 && <RefusalNote error={error} />}
      {problems.length > 0 && (
        <>
          <Alert
            type="warning"
            showIcon
            role="alert"
            title={t('paper.tracking.refused', { count: problems.length })}
          />
          <Rows<Problem>
            rows={problems}
            keyOf={({ row, field }) => `${row} ${field}`}
            empty=""
            columns={[
              {
                key: 'row',
                title: t('paper.tracking.row'),
                cell: ({ row }) => t('paper.tracking.rowNo', { row }),
              },
              { key: 'field', title: t('paper.tracking.field'), cell: ({ field }) => field },
              { key: 'value', title: t('paper.tracking.value'), cell: ({ value }) => value || '—' },
              { key: 'why', title: t('paper.tracking.why'), cell: ({ zh }) => zh },
            ]}
          />
        </>
      )}
      {done && (
        <Alert
          type="success"
          showIcon
          role="status"
          title={t('paper.tracking.done', {
            count: done.dispatched.length,
            already: done.already.length,
          })}
          description={done.late.length > 0 ? t('paper.tracking.late', { count: done.late.length }) : null}
        />
      )}
    </section>
  );
}
