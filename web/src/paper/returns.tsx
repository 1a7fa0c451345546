import { Alert, Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, upload } from '../api/client';
import { useCommunityId, useMay } from '../session';
import { Scanner } from '../today/posting/scanner';
import { FileChoice } from '../ui/file-choice';
import { RefusalNote } from '../ui/refusal-note';
import { problemsOf, useReadAgain } from './paper-data';
import '../today/posting/posting.css';

const REASONS = ['unknown', 'refused', 'moved', 'nobody'] as const;

/** 退件: a letter that lies on the desk again: scan, say why, photograph. */
export function Returns() {
  const { t } = useTranslation();
  const may = useMay();
  const [of, setOf] = useState<string | null>(null);
  const [done, setDone] = useState<{ of: string; already: boolean } | null>(null);
  if (!may('contact.act')) return <Alert type="info" showIcon title={t('paper.returns.noRight')} />;
  return (
    <section className="paper-part paper-returns">
      <h3>{t('paper.returns.title')}</h3>
      <p className="paper-quiet">{t('paper.returns.hint')}</p>
      {done && (
        <Alert
          type="success"
          showIcon
          role="status"
          title={t(done.already ? 'paper.returns.already' : 'paper.returns.done', { of: done.of })}
        />
      )}
      {of === null ? (
        <Scanner
          onNumber={(number) => {
            setDone(null);
            setOf(number);
          }}
        />
      ) : (
        <OneReturn
          of={of}
          onOver={(kept) => {
            setOf(null);
            setDone(kept);
          }}
        />
      )}
    </section>
  );
}

type One = { of: string; onOver: (kept: { of: string; already: boolean } | null) => void };

function OneReturn({ of, onOver }: One) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const readAgain = useReadAgain();
  const [reason, setReason] = useState('');
  const [photo, setPhoto] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function keep() {
    setBusy(true);
    setError(null);
    try {
      const { data } = await api.POST('/api/communities/{communityId}/paper/returns', {
        params: { path: { communityId } },
        body: { of, reason: reason.trim() },
      });
      // the same picture again is once, so a lost answer may be tried again as a whole
      if (photo) {
        const path = `/api/communities/${communityId}/paper/items/${encodeURIComponent(of)}/photos`;
        await upload(path, { shows: 'other' }, photo, photo.name);
      }
      await readAgain();
      onOver({ of, already: data?.changed.length === 0 });
    } catch (refused) {
      setError(refused);
      setBusy(false);
    }
  }
  // one letter is no file: its reason alone
  const [problem] = problemsOf(error);
  return (
    <>
      <p>{t('paper.returns.letter', { of })}</p>
      {problem ? (
        <Alert type="warning" showIcon role="alert" title={problem.zh} />
      ) : (
        <RefusalNote error={error} />
      )}
      <div className="paper-line">
        {REASONS.map((one) => (
          <Button key={one} onClick={() => setReason(t(`paper.returns.reasons.${one}`))}>
            {t(`paper.returns.reasons.${one}`)}
          </Button>
        ))}
      </div>
      <Input
        aria-label={t('paper.returns.reason')}
        placeholder={t('paper.returns.reason')}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <FileChoice label={t('paper.returns.photo')} accept="image/*" file={photo} onChoose={setPhoto} />
      <div className="paper-line">
        <Button
          type="primary"
          size="large"
          loading={busy}
          disabled={reason.trim().length < 2}
          onClick={() => void keep()}
        >
          {t('paper.returns.keep')}
        </Button>
        <Button size="large" onClick={() => onOver(null)}>
          {t('paper.returns.cancel')}
        </Button>
      </div>
      <p className="paper-quiet">{t('paper.returns.follows')}</p>
    </>
  );
}
