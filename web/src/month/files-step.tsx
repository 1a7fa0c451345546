import { DeleteOutlined, InboxOutlined } from '@ant-design/icons';
import { Alert, Button, Select, Tag, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { RefusedError } from '../api/client';
import { useCommunityId, useMay } from '../session';
import { RefusalNote } from '../ui/refusal-note';
import { Rows } from '../ui/rows';
import { EarlierImports } from './earlier-imports';
import { type Dropped, type ImportKind, KINDS_IN_ORDER, MOST_FILES, openPoints, useFiles } from './files';
import type { Step } from './import-steps';
import { dropped, readHeadings, recognise, rememberedAnswers } from './read-files';

export function FilesStep({ go }: { go: (step: Step) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const { files, tell } = useFiles();
  const { read, recogniseAndRead } = useReadFile();
  if (!may('import.run')) {
    return (
      <>
        <Alert type="info" showIcon title={t('month.files.noRight')} />
        <EarlierImports />
      </>
    );
  }
  const ready = files.length > 0 && files.every(({ headings, stage }) => headings && stage.at !== 'refused');
  return (
    <>
      <Upload.Dragger
        multiple
        accept=".csv,.xlsx,.txt"
        showUploadList={false}
        disabled={files.length >= MOST_FILES}
        beforeUpload={(file) => {
          const one = dropped(file);
          tell({ do: 'add', files: [one] });
          void recogniseAndRead(one);
          return false;
        }}
      >
        <InboxOutlined style={{ fontSize: 36, color: '#0f5c56' }} />
        <p className="month-drop">{t('month.files.drop')}</p>
        <p className="month-hint">{t('month.files.dropHint')}</p>
      </Upload.Dragger>
      {files.length > 0 && (
        <Rows<Dropped>
          rows={files}
          keyOf={({ key }) => key}
          empty=""
          columns={[
            { key: 'file', title: t('month.files.file'), cell: ({ file }) => file.name },
            {
              key: 'kind',
              title: t('month.files.kind'),
              cell: (one) => (
                <Select<ImportKind>
                  aria-label={t('month.files.kind')}
                  value={one.kind}
                  style={{ minWidth: 120 }}
                  options={KINDS_IN_ORDER.map((kind) => ({ value: kind, label: t(`month.kinds.${kind}`) }))}
                  onChange={(kind) => void read({ ...one, kind })}
                />
              ),
            },
            { key: 'found', title: t('month.files.found'), cell: (one) => <Found of={one} /> },
            {
              key: 'remove',
              title: '',
              cell: ({ key }) => (
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('month.files.remove')}
                  onClick={() => tell({ do: 'remove', key })}
                />
              ),
            },
          ]}
        />
      )}
      {files.length > 0 && (
        <div className="month-next">
          <Button
            type="primary"
            size="large"
            disabled={!ready}
            onClick={() => go(files.every((one) => openPoints(one).length === 0) ? 'check' : 'columns')}
          >
            {t('month.files.next')}
          </Button>
        </div>
      )}
      <EarlierImports />
    </>
  );
}

/** What is known of a file's columns, or why it cannot be read. */
function Found({ of: { headings, stage, ...file } }: { of: Dropped }) {
  const { t } = useTranslation();
  if (stage.at === 'refused') return <RefusalNote error={stage.error} />;
  if (!headings) return <span>{t('month.files.reading')}</span>;
  const open = openPoints({ headings, stage, ...file });
  if (open.includes('columns')) {
    return (
      <Tag color="warning">
        {t('month.files.lacks', { names: headings.guess.missing.join('、') || headings.headings[0] })}
      </Tag>
    );
  }
  if (open.length > 0) return <Tag color="warning">{t('month.files.asks')}</Tag>;
  const count = headings.headings.length - headings.guess.unused.length;
  return <Tag color="success">{t('month.files.foundAll', { count })}</Tag>;
}

/** Reads the headings of a file, with what was said of such a file before. */
function useReadFile() {
  const communityId = useCommunityId();
  const { tell } = useFiles();
  const change = (key: string, what: Partial<Dropped>) => tell({ do: 'change', key, change: what });

  async function read(one: Dropped) {
    change(one.key, { kind: one.kind, headings: null, stage: { at: 'new' } });
    try {
      const headings = await readHeadings(communityId, one);
      const remembered = headings.guess.sure
        ? null
        : await rememberedAnswers(communityId, one.kind, headings);
      change(one.key, { headings, ...remembered });
    } catch (error) {
      change(one.key, { stage: { at: 'refused', error } });
    }
  }

  async function recogniseAndRead(one: Dropped) {
    try {
      const found = await recognise(communityId, one.file);
      if (found?.refusal) throw new RefusedError(found.refusal);
      await read({ ...one, kind: found?.kind ?? one.kind });
    } catch (error) {
      change(one.key, { stage: { at: 'refused', error } });
    }
  }

  return { read, recogniseAndRead };
}
