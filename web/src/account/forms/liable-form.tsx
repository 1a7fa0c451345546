import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { LIABILITY_ROLES, type LiabilityRole } from '../../../../src/domain/liability';
import { api } from '../../api/client';
import { useCommunityId } from '../../session';
import { useWhen } from '../../ui/when';
import { useDesk } from '../card';
import type { Liability } from '../liable';
import { ActForm, type FormProps } from './act-form';
import { ChoiceField, DayField, NoteField } from './fields';

type Fields = {
  role: LiabilityRole;
  name: string;
  phone?: string;
  objectId?: string;
  fromOn: string;
  untilOn?: string;
  text: string;
};

/** Roles that fit: an estate has an administrator and heirs, the living have none. */
function rolesFor(died: boolean): LiabilityRole[] {
  return LIABILITY_ROLES.filter((role) => died || (role !== 'administrator' && role !== 'heir'));
}

/** 登记责任主体 */
export function LiabilityForm({ died, onClose }: FormProps & { died: boolean }) {
  const { t } = useTranslation();
  const { today } = useWhen();
  const communityId = useCommunityId();
  const { card } = useDesk();
  return (
    <ActForm<Fields>
      title={t('liable.addTitle', { label: card.label })}
      follows={t('liable.addFollows')}
      submit={t('liable.confirm')}
      initial={{ role: died ? 'heir' : 'tenant', fromOn: today ?? '' }}
      onClose={onClose}
      onSubmit={async ({ role, name, phone, objectId, fromOn, untilOn, text }, commandId) => {
        await api.POST('/api/communities/{communityId}/accounts/{accountId}/liabilities', {
          params: { path: { communityId, accountId: card.id } },
          body: {
            ...{ commandId, role, fromOn, basis: text, fileIds: [] },
            objectId: objectId ?? null,
            untilOn: untilOn || null,
            party: {
              name: name.trim(),
              phone: phone?.trim() || null,
              kind: role === 'tenant' ? 'occupier' : 'owner',
            },
          },
        });
        return t('liable.added');
      }}
    >
      <ChoiceField
        name="role"
        label={t('liable.role')}
        options={rolesFor(died).map((value) => ({ value, label: t(`liable.roles.${value}`) }))}
      />
      <div className="two-fields">
        <Form.Item name="name" label={t('liable.name')} rules={[{ required: true, whitespace: true }]}>
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="phone" label={t('liable.phone')}>
          <Input maxLength={30} inputMode="tel" autoComplete="off" />
        </Form.Item>
      </div>
      {card.objects.length > 1 && (
        <Form.Item name="objectId" label={t('liable.object')}>
          <Select
            allowClear
            placeholder={t('liable.allObjects')}
            options={card.objects.map(({ id, code }) => ({ value: id, label: code }))}
          />
        </Form.Item>
      )}
      <div className="two-fields">
        <DayField name="fromOn" label={t('liable.fromOn')} />
        <DayField name="untilOn" label={t('liable.untilOn')} required={false} />
      </div>
      <NoteField label={t('liable.basis')} required />
    </ActForm>
  );
}

/** 终止 */
export function EndLiabilityForm({ liability, onClose }: FormProps & { liability: Liability }) {
  const { t } = useTranslation();
  const { today } = useWhen();
  const communityId = useCommunityId();
  const { card } = useDesk();
  return (
    <ActForm<{ lastOn: string; text: string }>
      title={t('liable.endTitle', { name: liability.nameMasked })}
      follows={t('liable.endFollows')}
      submit={t('liable.endConfirm')}
      initial={{ lastOn: today ?? '' }}
      onClose={onClose}
      onSubmit={async ({ lastOn, text }, commandId) => {
        await api.POST('/api/communities/{communityId}/accounts/{accountId}/liabilities/{liabilityId}/end', {
          params: { path: { communityId, accountId: card.id, liabilityId: liability.id } },
          body: { commandId, lastOn, basis: text, fileIds: [] },
        });
        return t('liable.ended');
      }}
    >
      <DayField name="lastOn" label={t('liable.lastOn')} min={liability.fromOn} />
      <NoteField label={t('liable.basis')} required />
    </ActForm>
  );
}

/** 登记业主身故 */
export function DeathForm({ onClose }: FormProps) {
  const { t } = useTranslation();
  const { today } = useWhen();
  const communityId = useCommunityId();
  const { card } = useDesk();
  return (
    <ActForm<{ diedOn: string; text: string }>
      title={t('liable.deathTitle', { label: card.label })}
      follows={t('liable.deathFollows')}
      submit={t('liable.deathConfirm')}
      onClose={onClose}
      onSubmit={async ({ diedOn, text }, commandId) => {
        await api.POST('/api/communities/{communityId}/accounts/{accountId}/death', {
          params: { path: { communityId, accountId: card.id } },
          body: { commandId, diedOn, basis: text, fileIds: [] },
        });
        return t('liable.deathDone');
      }}
    >
      <DayField name="diedOn" label={t('liable.diedOn')} {...(today ? { max: today } : {})} />
      <NoteField label={t('liable.basis')} required />
    </ActForm>
  );
}
