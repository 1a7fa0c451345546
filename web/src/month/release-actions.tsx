import { useQueryClient } from '@tanstack/react-query';
import { Button, DatePicker, Form, Input, InputNumber, Modal, Radio } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, RefusedError, type Schemas } from '../api/client';
import { useCommunityId } from '../session';
import { RefusalNote } from '../ui/refusal-note';

type Wave = Schemas['WavePreview'];
type Props = {
  wave: Wave;
  selected: readonly string[];
  onSelect: (selected: string[]) => void;
  onReleased: (released: Schemas['Released']) => void;
};
type What = 'all' | 'selected' | 'others';

/** 放行 / 剔除选中 / 改日 / 分批, in one form that says beforehand what follows. */
export function ReleaseActions({ wave, selected, onSelect, onReleased }: Props) {
  const { t } = useTranslation();
  const [what, ask] = useState<What | null>(null);
  const { may, whyNotZh } = wave.release;
  const open = (one: What) => () => ask(one);
  return (
    <div className="release-actions">
      <Button type="primary" size="large" disabled={!may || wave.waiting === 0} onClick={open('all')}>
        {t('release.releaseAll', { count: wave.accounts })}
      </Button>
      <Button size="large" disabled={!may || selected.length === 0} onClick={open('selected')}>
        {t('release.releaseSelected', { count: selected.length })}
      </Button>
      <Button size="large" disabled={!may || selected.length === 0} onClick={open('others')}>
        {t('release.exclude', { count: selected.length })}
      </Button>
      {whyNotZh && <span className="month-hint">{whyNotZh}</span>}
      {what && (
        <ReleaseForm
          wave={wave}
          what={what}
          selected={selected}
          onClose={() => ask(null)}
          onReleased={(released) => {
            ask(null);
            onSelect([]);
            onReleased(released);
          }}
        />
      )}
    </div>
  );
}

type Entered = {
  when: 'now' | 'later';
  fromOn?: Dayjs;
  perDay?: number | null;
  reason?: string;
  untilOn?: Dayjs;
};
type FormProps = Omit<Props, 'onSelect'> & { what: What; onClose: () => void };

function ReleaseForm({ wave, what, selected, onClose, onReleased }: FormProps) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const queries = useQueryClient();
  const [form] = Form.useForm<Entered>();
  const when = Form.useWatch('when', form);
  const release = $api.useMutation('post', '/api/communities/{communityId}/waves/{waveId}/release');
  const { earliestOn, latestOn, perDayMost } = wave.release;

  async function submit({ fromOn, perDay, reason, untilOn }: Entered) {
    const excluded = what === 'others';
    try {
      const released = await release.mutateAsync({
        params: { path: { communityId, waveId: wave.waveId } },
        body: {
          caseIds: what === 'selected' ? [...selected] : null,
          excludeCaseIds: excluded ? [...selected] : [],
          exclusion: excluded && reason && untilOn ? { reason, untilOn: day(untilOn) } : null,
          perDay: perDay ?? null,
          fromOn: when === 'later' && fromOn ? day(fromOn) : null,
          mark: wave.mark,
        },
      });
      onReleased(released);
      await queries.invalidateQueries();
    } catch (error) {
      // somebody else changed it meanwhile: what stands on the screen is read again
      if (error instanceof RefusedError) await queries.invalidateQueries();
    }
  }

  return (
    <Modal
      open
      title={t(`release.titles.${what}`, { count: what === 'all' ? wave.accounts : selected.length })}
      okText={t('release.confirm')}
      confirmLoading={release.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Entered>
        form={form}
        layout="vertical"
        initialValues={{ when: 'now', perDay: perDayMost }}
        onFinish={(entered) => void submit(entered)}
      >
        {what === 'others' && (
          <>
            <p>{t('release.excludeHint')}</p>
            <Form.Item
              name="reason"
              label={t('release.reason')}
              rules={[{ required: true, message: t('release.reasonNeeded') }]}
            >
              <Input.TextArea rows={2} maxLength={500} />
            </Form.Item>
            <Form.Item
              name="untilOn"
              label={t('release.untilOn')}
              rules={[{ required: true, message: t('release.untilNeeded') }]}
            >
              <DatePicker minDate={dayjs(earliestOn)} />
            </Form.Item>
          </>
        )}
        <Form.Item name="when" label={t('release.when')}>
          <Radio.Group
            options={[
              { value: 'now', label: t('release.now') },
              { value: 'later', label: t('release.later') },
            ]}
          />
        </Form.Item>
        {when === 'later' && (
          <Form.Item
            name="fromOn"
            label={t('release.fromOn')}
            rules={[{ required: true, message: t('release.fromNeeded') }]}
          >
            <DatePicker minDate={dayjs(earliestOn)} maxDate={dayjs(latestOn)} />
          </Form.Item>
        )}
        <Form.Item
          name="perDay"
          label={t('release.perDay')}
          extra={perDayMost ? t('release.perDayMost', { count: perDayMost }) : null}
        >
          <InputNumber
            min={1}
            {...(perDayMost ? { max: perDayMost } : {})}
            precision={0}
            suffix={t('release.perDayUnit')}
          />
        </Form.Item>
        {what === 'all' && wave.waiting > wave.accounts && (
          <p className="month-hint">{t('release.leftOutAsWell')}</p>
        )}
        <p className="month-hint">{t('release.after')}</p>
        <RefusalNote error={release.error} />
      </Form>
    </Modal>
  );
}

function day(chosen: Dayjs): string {
  return chosen.format('YYYY-MM-DD');
}
