import { useMutation } from '@tanstack/react-query';
import { DatePicker, Form, Input, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api/client';
import { useCommunityId } from '../session';
import { RefusalNote } from '../ui/refusal-note';

type Row = Schemas['TakeOver'];
type Level = NonNullable<Row['declared']['level']>;
type Entered = {
  state: Row['declared']['state'];
  level: Level | 0;
  promisedOn: Dayjs | null;
  reason?: string;
};

const STATES = [
  'normal',
  'promise',
  'dispute',
  'instalments',
  'law_firm',
  'sued',
  'deceased',
  'vacant',
  'deferred',
] as const satisfies readonly Row['declared']['state'][];
const LEVELS = [1, 2, 3, 4] as const satisfies readonly Level[];

type Props = { rows: readonly Row[]; onClose: () => void; onDone: () => void };

/** A person's word on what was declared: confirmed as it stands, or corrected; with the reason where there is a doubt. */
export function TakeOverForm({ rows, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Entered>();
  const state = Form.useWatch('state', form);
  const save = useSave(rows, onDone);
  const [only] = rows;
  const single = rows.length === 1 ? only : undefined;
  const doubtful = rows.some(({ doubts }) => doubts.length > 0);
  return (
    <Modal
      open
      title={single ? single.label : t('takeOver.confirmChosen', { count: rows.length })}
      okText={t('takeOver.save')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Entered>
        form={form}
        layout="vertical"
        initialValues={
          single && {
            state: single.declared.state,
            level: single.declared.level ?? 0,
            promisedOn: single.declared.promisedOn ? dayjs(single.declared.promisedOn) : null,
          }
        }
        onFinish={(entered) => save.mutate(entered)}
      >
        {single && (
          <>
            <p>{single.declaredZh}</p>
            {single.doubts.map(({ code, zh }) => (
              <p key={code} className="month-hint">
                {zh}
              </p>
            ))}
            <Form.Item name="state" label={t('takeOver.state')}>
              <Select options={STATES.map((value) => ({ value, label: t(`takeOver.states.${value}`) }))} />
            </Form.Item>
            <Form.Item name="level" label={t('release.level')}>
              <Select
                options={[
                  { value: 0 as const, label: t('takeOver.noLevel') },
                  ...LEVELS.map((value) => ({ value, label: t(`release.level${value}`) })),
                ]}
              />
            </Form.Item>
            {state === 'promise' && (
              <Form.Item name="promisedOn" label={t('takeOver.promisedOn')}>
                <DatePicker />
              </Form.Item>
            )}
          </>
        )}
        <Form.Item
          name="reason"
          label={t('takeOver.reason')}
          rules={doubtful ? [{ required: true, message: t('release.reasonNeeded') }] : []}
        >
          <Input.TextArea rows={2} maxLength={1000} />
        </Form.Item>
        <p className="month-hint">{t('takeOver.after')}</p>
        <RefusalNote error={save.error} />
      </Form>
    </Modal>
  );
}

function useSave(rows: readonly Row[], onDone: () => void) {
  const communityId = useCommunityId();
  return useMutation({
    onSuccess: onDone,
    mutationFn: async (entered: Entered) => {
      const [only] = rows;
      const reason = entered.reason?.trim() || null;
      if (!only || rows.length > 1) {
        await api.POST('/api/communities/{communityId}/take-over/confirm', {
          params: { path: { communityId } },
          body: { accountIds: rows.map(({ accountId }) => accountId), reason },
        });
        return;
      }
      const correction = correctionOf(only.declared, entered);
      await api.POST('/api/communities/{communityId}/take-over/{accountId}', {
        params: { path: { communityId, accountId: only.accountId } },
        body: { correction, reason },
      });
    },
  });
}

/** What differs from the declaration; null: it is confirmed as it stands. */
function correctionOf(declared: Row['declared'], { state, level, promisedOn }: Entered) {
  const said = {
    state,
    level: level === 0 ? null : level,
    promisedOn: promisedOn?.format('YYYY-MM-DD') ?? null,
  };
  const changed =
    said.state !== declared.state || said.level !== declared.level || said.promisedOn !== declared.promisedOn;
  return changed ? said : null;
}
