import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api } from '../api/client';
import { useCommunityId, useMay } from '../session';
import { FileChoice } from '../ui/file-choice';
import { RefusalNote } from '../ui/refusal-note';
import { useWhen } from '../ui/when';
import { useDesk, useReadAgain } from './card';
import { useSay } from './forms/say';
import { Section } from './section';
import { Thumbnail } from './thumbnail';

const SHOWS = ['receipt', 'signature', 'door', 'content', 'sealing', 'slip', 'recording', 'other'] as const;
type Shows = (typeof SHOWS)[number];

/** 附件: pictures, scans and recordings of the account; on a phone the camera brings more. */
export function Files() {
  const { t } = useTranslation();
  const { card } = useDesk();
  const caseId = card.case?.id ?? card.formerCases[0]?.id ?? null;
  return caseId === null ? null : (
    <Section title={t('account.files.title')}>
      <FileList caseId={caseId} />
      {card.case && <Adding />}
    </Section>
  );
}

function FileList({ caseId }: { caseId: string }) {
  const { t } = useTranslation();
  const { moment } = useWhen();
  const communityId = useCommunityId();
  const { data } = $api.useQuery('get', '/api/communities/{communityId}/cases/{caseId}/files', {
    params: { path: { communityId, caseId } },
  });
  if (data?.items.length === 0) {
    return <p className="quiet">{t('account.files.none')}</p>;
  }
  return (
    <ul className="files">
      {data?.items.map((file) => (
        <li key={file.id}>
          <Thumbnail fileId={file.id} mediaType={file.mediaType} name={t(`account.shows.${file.shows}`)} />
          <div>{t(`account.shows.${file.shows}`)}</div>
          <div className="quiet">{moment(file.at)}</div>
        </li>
      ))}
    </ul>
  );
}

function Adding() {
  const { t } = useTranslation();
  const may = useMay();
  const say = useSay();
  const { tell } = useDesk();
  const readAgain = useReadAgain();
  const [shows, setShows] = useState<Shows>('receipt');
  const [error, setError] = useState<unknown>(null);
  if (!may('contact.act') && !may('legal.progress')) return null;
  async function add(file: File | null) {
    if (!file) return;
    setError(null);
    try {
      await say.file(file, shows);
      tell(t('account.files.added', { what: t(`account.shows.${shows}`) }));
    } catch (refused) {
      setError(refused);
    }
    void readAgain();
  }
  return (
    <div className="files-add">
      <RefusalNote error={error} />
      <Select<Shows>
        aria-label={t('account.files.what')}
        value={shows}
        onChange={setShows}
        options={SHOWS.map((value) => ({ value, label: t(`account.shows.${value}`) }))}
      />
      <FileChoice
        label={t('account.files.add')}
        accept="image/*,application/pdf,audio/*"
        file={null}
        onChoose={(file) => void add(file)}
      />
    </div>
  );
}
