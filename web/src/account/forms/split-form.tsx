import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import type { StraddlingRule } from '../../../../src/domain/liability';
import { fen, formatYuan } from '../../../../src/domain/money';
import { $api, api } from '../../api/client';
import { useCommunityId } from '../../session';
import { useWhen } from '../../ui/when';
import { useDesk } from '../card';
import { ActForm, type FormProps } from './act-form';
import { ChoiceField, DayField, NoteField } from './fields';
import { Will } from './will';

type Fields = {
  objectIds?: string[];
  cause?: 'wrong_join' | 'sale' | 'assumption';
  soldOn?: string;
  straddling?: StraddlingRule;
  chargeIds?: string[];
  name?: string;
  phone?: string;
  text?: string;
};

/** 拆户: rooms that are another person's, by sale or because they were joined wrongly, go to a new account of his. */
export function SplitForm({ onClose }: FormProps) {
  const { t } = useTranslation();
  const { today } = useWhen();
  const communityId = useCommunityId();
  const { card } = useDesk();
  const [form] = Form.useForm<Fields>();
  const typed = (Form.useWatch([], form) as Fields | undefined) ?? {};
  const asked = askedOf(typed);
  const params = { path: { communityId, accountId: card.id } };
  const preview = $api.useQuery(
    'post',
    '/api/communities/{communityId}/accounts/{accountId}/split/preview',
    { params, body: asked ?? NOTHING },
    { enabled: asked !== null },
  );
  return (
    <ActForm<Fields>
      title={t('account.joining.splitTitle', { label: card.label })}
      follows={t('account.joining.splitFollows')}
      submit={t('account.joining.splitConfirm')}
      form={form}
      initial={{
        cause: 'sale',
        straddling: 'by_due',
        soldOn: today ?? '',
        objectIds: card.objects.length === 1 ? [card.objects[0]?.id ?? ''] : [],
      }}
      blocked={asked === null || !preview.data?.allowed}
      onClose={onClose}
      onSubmit={async (fields, commandId) => {
        const body = askedOf(fields);
        if (!body) return null;
        await api.POST('/api/communities/{communityId}/accounts/{accountId}/split', {
          params,
          body: { commandId, ...body, reason: fields.text ?? '' },
        });
        return t('account.joining.splitDone');
      }}
    >
      <ChoiceField
        name="cause"
        label={t('account.joining.why')}
        options={[
          { value: 'sale', label: t('account.joining.sale') },
          { value: 'wrong_join', label: t('account.joining.wrongJoin') },
          { value: 'assumption', label: t('account.joining.assumption') },
        ]}
      />
      {typed.cause === 'assumption' ? (
        <Form.Item name="chargeIds" label={t('account.joining.whichBills')}>
          <Checkbox.Group
            className="charge-choice"
            options={card.owed.lines
              .filter(({ leftFen }) => leftFen > 0)
              .map((line) => ({
                value: line.chargeId,
                label: `${line.object} ${line.item} ${line.periodFrom} – ${line.periodTo} ¥${formatYuan(fen(line.leftFen))}`,
              }))}
          />
        </Form.Item>
      ) : (
        <Form.Item name="objectIds" label={t('account.joining.which')}>
          <Checkbox.Group
            className="charge-choice"
            options={card.objects.map(({ id, code }) => ({ value: id, label: code }))}
          />
        </Form.Item>
      )}
      {typed.cause === 'sale' && (
        <>
          <DayField name="soldOn" label={t('account.joining.soldOn')} />
          <ChoiceField
            name="straddling"
            label={t('account.joining.straddling')}
            options={[
              { value: 'by_due', label: t('account.joining.byDue') },
              { value: 'by_days', label: t('account.joining.byDays') },
            ]}
          />
        </>
      )}
      <div className="two-fields">
        <Form.Item
          name="name"
          label={t('account.joining.newName')}
          rules={[{ required: true, whitespace: true }]}
        >
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="phone" label={t('account.joining.newPhone')}>
          <Input maxLength={30} inputMode="tel" autoComplete="off" />
        </Form.Item>
      </div>
      {asked === null ? <p className="quiet">{t('account.joining.fillFirst')}</p> : <Will of={preview} />}
      <NoteField label={t('account.joining.reason')} required />
    </ActForm>
  );
}

const NOTHING = { objectIds: [], cause: { kind: 'wrong_join' as const }, into: { name: '' } };

/** Null until enough is said to be asked about. */
function askedOf({ name, phone, ...fields }: Fields) {
  const owner = name?.trim();
  const moved = movedOf(fields);
  if (!owner || !moved) return null;
  return { ...moved, into: { name: owner, phone: phone?.trim() || null, kind: 'owner' as const } };
}

function movedOf({ objectIds = [], chargeIds = [], cause, soldOn, straddling }: Fields) {
  if (cause === 'assumption') {
    return chargeIds.length === 0
      ? null
      : { objectIds: [], cause: { kind: 'assumption' as const, chargeIds } };
  }
  if (objectIds.length === 0) return null;
  if (cause !== 'sale') return { objectIds, cause: { kind: 'wrong_join' as const } };
  if (!soldOn || !straddling) return null;
  return { objectIds, cause: { kind: 'sale' as const, soldOn, straddling } };
}
