import { Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api } from '../../api/client';
import { useCommunityId } from '../../session';

export type Second = { userId: string } | { name: string };
type Props = { value: Second | null; onChange: (second: Second | null) => void; exceptId: string };

/** 第二人: a colleague of the house, or a name with a position. */
export function SecondPerson({ value, onChange, exceptId }: Props) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const { data } = $api.useQuery(
    'get',
    '/api/communities/{communityId}/users',
    { params: { path: { communityId } } },
    { staleTime: 600_000 },
  );
  const people = (data?.items ?? []).filter(({ id, disabledAt }) => id !== exceptId && disabledAt === null);
  return (
    <div className="work-form">
      <span>{t('today.form.second')}</span>
      <div className="form-line">
        <Select
          aria-label={t('today.form.secondPick')}
          placeholder={t('today.form.secondPick')}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={value && 'userId' in value ? value.userId : null}
          options={people.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(userId: string | null | undefined) => onChange(userId ? { userId } : null)}
          style={{ minWidth: 150, flex: 1 }}
        />
        <Input
          aria-label={t('today.form.secondName')}
          placeholder={t('today.form.secondName')}
          value={value && 'name' in value ? value.name : ''}
          onChange={({ target }) => onChange(target.value ? { name: target.value } : null)}
          style={{ flex: 1, minWidth: 150 }}
        />
      </div>
    </div>
  );
}
