import { Button, Collapse, DatePicker, Form, InputNumber, Select, Tag } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { Rows } from '../ui/rows';
import { type Dropped, type Headings, openPoints, useFiles } from './files';
import type { Step } from './import-steps';

/** What each column means: only a file that has an open point stands open. */
export function ColumnsStep({ go }: { go: (step: Step) => void }) {
  const { t } = useTranslation();
  const { files } = useFiles();
  const open = files.filter((one) => openPoints(one).length > 0);
  return (
    <>
      <p className="month-hint">{open.length === 0 && t('month.columns.allKnown')}</p>
      <Collapse
        defaultActiveKey={open.map(({ key }) => key)}
        items={files.map((one) => ({
          key: one.key,
          label: `${t(`month.kinds.${one.kind}`)}　${one.file.name}`,
          extra: openPoints(one).length > 0 && <Tag color="warning">{t('month.files.asks')}</Tag>,
          children: <Columns of={one} />,
        }))}
      />
      <div className="month-next">
        <Button type="primary" size="large" disabled={open.length > 0} onClick={() => go('check')}>
          {t('month.columns.check')}
        </Button>
      </div>
    </>
  );
}

function Columns({ of: one }: { of: Dropped }) {
  const { t } = useTranslation();
  const { tell } = useFiles();
  const { headings, map } = one;
  if (!headings) return null;
  const change = (what: Partial<Dropped>) => tell({ do: 'change', key: one.key, change: what });
  const { guess, fields } = headings;
  const asks = new Set(guess.questions.map(({ id }) => id));
  const stands = (id: string) => (guess.mapping.fields?.[id] ?? '') !== '' || map[id] !== undefined;
  const lacks = (zh: string) => guess.missing.some((names) => names.split('或').includes(zh));
  const others = fields.filter(({ id, zh }) => !stands(id) && !lacks(zh));
  return (
    <>
      <Form layout="vertical">
        {asks.has('dueRule') && (
          <Form.Item label={t('month.columns.graceDays')} extra={t('month.columns.graceDaysHint')}>
            <InputNumber
              aria-label={t('month.columns.graceDays')}
              min={0}
              max={366}
              precision={0}
              value={one.graceDays}
              suffix={t('month.columns.days')}
              onChange={(graceDays) => change({ graceDays })}
            />
          </Form.Item>
        )}
        {asks.has('period') && (
          <Form.Item label={t('month.columns.period')}>
            <DatePicker.RangePicker
              value={one.period && [dayjs(one.period.from), dayjs(one.period.to)]}
              onChange={(range) =>
                change({
                  period: range?.[0] &&
                    range[1] && {
                      from: range[0].format('YYYY-MM-DD'),
                      to: range[1].format('YYYY-MM-DD'),
                    },
                })
              }
            />
          </Form.Item>
        )}
      </Form>
      <ColumnRows
        of={one}
        headings={headings}
        fields={fields.filter(({ id, zh }) => stands(id) || lacks(zh))}
      />
      {others.length > 0 && (
        <Collapse
          ghost
          items={[
            {
              key: 'others',
              label: t('month.columns.others', { count: others.length }),
              children: <ColumnRows of={one} headings={headings} fields={others} />,
            },
          ]}
        />
      )}
      {guess.unused.length > 0 && (
        <p className="month-hint">{t('month.columns.sample', { names: guess.unused.join('、') })}</p>
      )}
    </>
  );
}

type ColumnProps = { of: Dropped; headings: Headings; fields: Headings['fields'] };

function ColumnRows({ of: { key, map }, headings, fields }: ColumnProps) {
  const { t } = useTranslation();
  const { tell } = useFiles();
  const { guess } = headings;
  return (
    <Rows
      rows={fields}
      keyOf={({ id }) => id}
      empty=""
      columns={[
        {
          key: 'meaning',
          title: t('month.columns.meaning'),
          cell: ({ id, zh }) => (
            <>
              {zh}{' '}
              {guess.missing.some((names) => names.split('或').includes(zh)) && !map[id] && (
                <Tag color="warning">{t('month.columns.missing')}</Tag>
              )}
            </>
          ),
        },
        {
          key: 'heading',
          title: t('month.columns.heading'),
          cell: ({ id, zh }) => (
            <Select
              aria-label={zh}
              style={{ minWidth: 180 }}
              showSearch
              value={map[id] ?? guess.mapping.fields?.[id] ?? ''}
              options={[
                { value: '', label: t('month.columns.notThere') },
                ...headings.headings.map((heading) => ({ value: heading, label: heading })),
              ]}
              onChange={(heading) =>
                tell({ do: 'change', key, change: { map: { ...map, [id]: heading }, stage: { at: 'new' } } })
              }
            />
          ),
        },
      ]}
    />
  );
}
