import { useQueryClient } from '@tanstack/react-query';
import { Button, Card, DatePicker, Form, Input, Popconfirm, Radio, Select, Tag } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../api/client';
import { useCommunityId, useMay } from '../session';
import { Loaded } from '../ui/loading';
import { RefusalNote } from '../ui/refusal-note';
import { Rows } from '../ui/rows';
import { type ExclusionEntered, useSaveExclusion } from './save-exclusion';

/** 不催名单: who is not contacted, why, and until when; every one has an end. */
export function ExclusionsTab() {
  const { t } = useTranslation();
  const may = useMay();
  const communityId = useCommunityId();
  const queries = useQueryClient();
  const pauses = $api.useQuery('get', '/api/communities/{communityId}/pauses', {
    params: { path: { communityId }, query: { limit: 200 } },
  });
  const lift = $api.useMutation('post', '/api/communities/{communityId}/pauses/{pauseId}/lift', {
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <>
      {may('hold.set') && <NewExclusion />}
      <RefusalNote error={lift.error} />
      <Loaded of={pauses}>
        {({ items }) => (
          <Rows<Schemas['Pause']>
            rows={items}
            keyOf={({ id }) => id}
            empty={t('exclusions.none')}
            columns={[
              { key: 'of', title: t('exclusions.of'), cell: ({ ofZh }) => ofZh },
              { key: 'reason', title: t('exclusions.reason'), cell: ({ reason }) => reason },
              {
                key: 'until',
                title: t('exclusions.until'),
                cell: ({ fromOn, toOn }) =>
                  `${dayjs(fromOn).format('M月D日')} – ${dayjs(toOn).format('M月D日')}`,
              },
              {
                key: 'by',
                title: t('exclusions.by'),
                cell: ({ setByName, origin }) => (
                  <>
                    {setByName} <Tag>{t(`exclusions.origins.${origin}`)}</Tag>
                  </>
                ),
              },
              {
                key: 'lift',
                title: '',
                cell: ({ id }) => (
                  <Popconfirm
                    title={t('exclusions.liftSure')}
                    okText={t('exclusions.lift')}
                    onConfirm={() => lift.mutate({ params: { path: { communityId, pauseId: id } } })}
                  >
                    <Button>{t('exclusions.lift')}</Button>
                  </Popconfirm>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}

function NewExclusion() {
  const { t } = useTranslation();
  const may = useMay();
  const communityId = useCommunityId();
  const queries = useQueryClient();
  const [form] = Form.useForm<ExclusionEntered>();
  const kind = Form.useWatch('kind', form) ?? 'rooms';
  const community = $api.useQuery('get', '/api/communities/{communityId}', {
    params: { path: { communityId } },
  });
  const save = useSaveExclusion(communityId);

  async function submit(entered: ExclusionEntered) {
    const today = community.data?.today;
    if (!today) return;
    await save.mutateAsync({ today, entered }).then(
      async () => {
        form.resetFields();
        await queries.invalidateQueries();
      },
      () => {},
    );
  }

  return (
    <Card size="small" className="month-card" title={t('exclusions.add')}>
      <Form<ExclusionEntered>
        form={form}
        layout="vertical"
        initialValues={{ kind: 'rooms' }}
        onFinish={(entered) => void submit(entered)}
      >
        <Form.Item name="kind">
          <Radio.Group
            options={[
              { value: 'rooms', label: t('exclusions.kinds.rooms') },
              { value: 'building', label: t('exclusions.kinds.building'), disabled: !may('pause.building') },
              {
                value: 'party_kind',
                label: t('exclusions.kinds.party_kind'),
                disabled: !may('pause.building'),
              },
            ]}
          />
        </Form.Item>
        {kind === 'rooms' && (
          <Form.Item
            name="rooms"
            label={t('exclusions.rooms')}
            extra={t('exclusions.roomsHint')}
            rules={[{ required: true, message: t('exclusions.roomsNeeded') }]}
          >
            <Input.TextArea rows={3} />
          </Form.Item>
        )}
        {kind === 'building' && (
          <Form.Item name="building" label={t('exclusions.building')} rules={[{ required: true }]}>
            <Input style={{ maxWidth: 160 }} />
          </Form.Item>
        )}
        {kind === 'party_kind' && (
          <Form.Item name="partyKind" label={t('exclusions.partyKind')} rules={[{ required: true }]}>
            <Select
              style={{ maxWidth: 200 }}
              options={(['developer', 'organisation'] as const).map((value) => ({
                value,
                label: t(`exclusions.partyKinds.${value}`),
              }))}
            />
          </Form.Item>
        )}
        <Form.Item
          name="reason"
          label={t('exclusions.reason')}
          rules={[{ required: true, message: t('release.reasonNeeded') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item
          name="toOn"
          label={t('exclusions.toOn')}
          rules={[{ required: true, message: t('release.untilNeeded') }]}
        >
          <DatePicker {...(community.data ? { minDate: dayjs(community.data.today) } : {})} />
        </Form.Item>
        <RefusalNote error={save.error} />
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('exclusions.save')}
        </Button>
      </Form>
    </Card>
  );
}
