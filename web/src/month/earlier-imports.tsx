import { Tag } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { $api } from '../api/client';
import { useCommunityId } from '../session';
import { Loaded } from '../ui/loading';
import { Rows } from '../ui/rows';

const STATES = ['reading', 'previewed', 'accepting', 'accepted', 'refused'] as const;

/** What was imported before, and what was left in the middle. */
export function EarlierImports() {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const imports = $api.useQuery('get', '/api/communities/{communityId}/imports', {
    params: { path: { communityId }, query: { limit: 12 } },
  });
  return (
    <section className="month-earlier">
      <h2>{t('month.files.earlier')}</h2>
      <Loaded of={imports}>
        {({ items }) => (
          <Rows
            rows={items}
            keyOf={({ id }) => id}
            empty={t('month.files.earlierEmpty')}
            columns={[
              { key: 'kind', title: t('month.files.kind'), cell: ({ kind }) => t(`month.kinds.${kind}`) },
              { key: 'file', title: t('month.files.file'), cell: ({ fileName }) => fileName },
              { key: 'by', title: t('month.files.by'), cell: ({ asOfOn }) => asOfOn ?? '—' },
              {
                key: 'rows',
                title: t('month.files.rows'),
                align: 'right',
                cell: ({ summary }) => summary.rows,
              },
              {
                key: 'when',
                title: t('month.files.when'),
                cell: ({ createdAt }) => dayjs(createdAt).format('M月D日 HH:mm'),
              },
              {
                key: 'state',
                title: t('month.files.state'),
                cell: ({ status }) => {
                  const state = STATES.find((one) => one === status);
                  return <Tag>{state ? t(`month.files.states.${state}`) : status}</Tag>;
                },
              },
              {
                key: 'open',
                title: '',
                cell: ({ id, status }) => (
                  <Link to={`?step=differences&import=${id}`}>
                    {status === 'previewed' || status === 'accepting'
                      ? t('month.files.open')
                      : t('month.files.look')}
                  </Link>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}
