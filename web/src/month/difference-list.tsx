import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Checkbox, Select } from 'antd';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, type Schemas } from '../api/client';
import { useCommunityId } from '../session';
import { Loaded } from '../ui/loading';
import { type Column, Rows } from '../ui/rows';
import { Yuan } from '../ui/yuan';
import type { DifferenceTab } from './difference-tabs';
import type { Import } from './files';
import type { Decisions } from './read-files';

type Item = Schemas['ImportDifference'];
type Props = {
  batch: Import;
  tab: DifferenceTab;
  decisions: Decisions;
  /** null: it was accepted, or somebody else decides */
  decide: ((decisions: Decisions) => void) | null;
};

const PAGE = 30;

/** Row by row what was and what would be; where one account differs from the rest, it is said here. */
export function DifferenceList({ batch, tab, decisions, decide }: Props) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const items = useInfiniteQuery({
    queryKey: ['differences', communityId, batch.id, batch.status, tab],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) => {
      const { data } = await api.GET('/api/communities/{communityId}/imports/{importId}/differences', {
        params: {
          path: { communityId, importId: batch.id },
          query: { tab, limit: PAGE, ...(pageParam ? { after: pageParam } : {}) },
        },
      });
      if (!data) throw new Error('no answer and no refusal');
      return data;
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const columns: Column<Item>[] = [
    { key: 'object', title: t('month.differences.object'), cell: (item) => <Whose item={item} /> },
    { key: 'what', title: t('month.differences.what'), cell: (item) => <What item={item} tab={tab} /> },
    ...(tab === 'owners' || tab === 'phones' ? [] : amounts(t)),
    ...(decide ? [{ key: 'decide', title: '', cell: (item: Item) => choice(item) }] : []),
  ];

  function choice(item: Item) {
    if (!decide) return null;
    if (tab === 'gone') return <OfGone item={item} decisions={decisions} decide={decide} />;
    if (tab === 'owners') return <OfName item={item} decisions={decisions} decide={decide} />;
    const { rowNumber } = item;
    if (rowNumber === null) return null;
    const left = decisions.leaveRows ?? [];
    return (
      <Checkbox
        checked={!left.includes(rowNumber)}
        onChange={({ target }) =>
          decide({
            ...decisions,
            leaveRows: target.checked ? left.filter((row) => row !== rowNumber) : [...left, rowNumber],
          })
        }
      >
        {t('month.differences.take')}
      </Checkbox>
    );
  }

  return (
    <Loaded of={items}>
      {({ pages }) => (
        <>
          <Rows<Item>
            rows={pages.flatMap((page) => page.items)}
            keyOf={({ id }) => id}
            empty={t('month.differences.notKept')}
            columns={columns}
          />
          {items.hasNextPage && (
            <div className="month-next">
              <Button loading={items.isFetchingNextPage} onClick={() => void items.fetchNextPage()}>
                {t('month.differences.more', { count: PAGE })}
              </Button>
            </div>
          )}
        </>
      )}
    </Loaded>
  );
}

function amounts(t: TFunction): Column<Item>[] {
  return [
    {
      key: 'was',
      title: t('month.differences.was'),
      align: 'right',
      cell: ({ beforeFen, payment }) => (payment ? '' : <Yuan fen={beforeFen} />),
    },
    {
      key: 'now',
      title: t('month.differences.now'),
      align: 'right',
      cell: ({ afterFen, payment }) => <Yuan fen={payment ? payment.amountFen : afterFen} />,
    },
  ];
}

function Whose({ item: { accountId, label } }: { item: Item }) {
  return accountId ? <Link to={`../accounts/${accountId}`}>{label}</Link> : <span>{label || '—'}</span>;
}

function What({ item, tab }: { item: Item; tab: DifferenceTab }) {
  const { nameBefore, nameAfter, phones, payment, lines } = item;
  if (tab === 'owners') return <span>{[nameBefore, nameAfter].filter(Boolean).join(' → ')}</span>;
  if (tab === 'phones') return <span>{phones.join('、')}</span>;
  if (payment) {
    return (
      <span>
        {payment.receivedOn}　{payment.channel}　<span className="month-hint">{payment.externalId}</span>
      </span>
    );
  }
  return (
    <span>
      {lines.map(({ chargeId, item: fee, periodFrom, periodTo }, index) => (
        <span key={chargeId ?? `${fee}${periodFrom}${index}`} className="month-line">
          {fee} {periodFrom && `${periodFrom}–${periodTo}`}
        </span>
      ))}
    </span>
  );
}

type OfGoneChoice = NonNullable<Decisions['gone']>[number]['as'] | 'rest';
type OfNameChoice = NonNullable<Decisions['names']>[number]['as'] | 'rest';
type ChoiceProps = { item: Item; decisions: Decisions; decide: (decisions: Decisions) => void };

/** What became of the charges of one account, where it is not as with the rest. */
function OfGone({ item: { accountId, label }, decisions, decide }: ChoiceProps) {
  const { t } = useTranslation();
  if (!accountId) return null;
  const others = (decisions.gone ?? []).filter((one) => one.accountId !== accountId);
  const own = decisions.gone?.find((one) => one.accountId === accountId)?.as;
  return (
    <Select<OfGoneChoice>
      aria-label={`${label} ${t('month.differences.goneQuestion')}`}
      style={{ minWidth: 150 }}
      value={own ?? 'rest'}
      options={[
        { value: 'rest' as const, label: t('month.differences.asTheRest') },
        ...(['paid', 'waived', 'cancelled', 'doubt', 'keep'] as const).map((value) => ({
          value,
          label: t(`month.differences.goneAs.${value}`),
        })),
      ]}
      onChange={(as) =>
        decide({ ...decisions, gone: as === 'rest' ? others : [...others, { accountId, as }] })
      }
    />
  );
}

function OfName({ item: { label }, decisions, decide }: ChoiceProps) {
  const { t } = useTranslation();
  const others = (decisions.names ?? []).filter((one) => one.label !== label);
  const own = decisions.names?.find((one) => one.label === label)?.as;
  return (
    <Select<OfNameChoice>
      aria-label={`${label} ${t('month.differences.nameQuestion')}`}
      style={{ minWidth: 150 }}
      value={own ?? 'rest'}
      options={[
        { value: 'rest' as const, label: t('month.differences.asTheRest') },
        ...(['correction', 'transfer', 'keep'] as const).map((value) => ({
          value,
          label: t(`month.differences.nameChangeAs.${value}`),
        })),
      ]}
      onChange={(as) => decide({ ...decisions, names: as === 'rest' ? others : [...others, { label, as }] })}
    />
  );
}
