import { Checkbox, Form, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useWhen } from '../../ui/when';
import { Yuan } from '../../ui/yuan';
import { useDesk } from '../card';
import { ActForm, type FormProps } from './act-form';
import { ChoiceField, NoteField } from './fields';
import { useSay } from './say';

const MATTERS = [
  'repairs',
  'security',
  'cleaning',
  'public_income',
  'maintenance_fund',
  'developer',
  'neighbour',
  'other',
] as const;
type Matter = (typeof MATTERS)[number];
type Fields = { matter: Matter; chargeIds?: string[]; text: string };

/** 异议: to the service, which stops contacts until it is answered; or to amounts, which are set apart until they are. */
export function DisputeForm({ onClose, may }: FormProps & { may: { service: boolean; amount: boolean } }) {
  const { t } = useTranslation();
  const say = useSay();
  const { day } = useWhen();
  const [kind, setKind] = useState<'service' | 'amount'>(may.service ? 'service' : 'amount');
  const { card } = useDesk();
  const open = card.owed.lines.filter(({ leftFen, disputed }) => leftFen > 0 && !disputed);

  async function submit({ matter, chargeIds, text }: Fields, commandId: string): Promise<string> {
    if (kind === 'service') {
      await say.command({ kind: 'complaint', matter }, text, commandId);
      return t('account.done.complaint');
    }
    const { data } = await api.POST('/api/communities/{communityId}/cases/{caseId}/amount-disputes', {
      params: { path: say.path },
      body: { commandId, chargeIds: chargeIds ?? [], statement: text },
    });
    return t('account.done.amountDispute', { day: data ? day(data.answerDueOn) : '' });
  }

  return (
    <ActForm<Fields>
      title={t('account.act.dispute')}
      follows={t(kind === 'service' ? 'account.follows.complaint' : 'account.follows.amountDispute')}
      submit={t('account.form.record')}
      onClose={onClose}
      initial={{ matter: 'repairs' }}
      onSubmit={submit}
    >
      <Form.Item label={t('account.form.disputeKind')}>
        <Radio.Group
          className="choices"
          optionType="button"
          value={kind}
          onChange={(event) => setKind(event.target.value === 'amount' ? 'amount' : 'service')}
          options={[
            { value: 'service', label: t('account.work.service'), disabled: !may.service },
            { value: 'amount', label: t('account.work.amount'), disabled: !may.amount },
          ]}
        />
      </Form.Item>
      {kind === 'service' ? (
        <ChoiceField
          name="matter"
          label={t('account.form.matter')}
          options={MATTERS.map((value) => ({ value, label: t(`account.matter.${value}`) }))}
        />
      ) : (
        <Form.Item name="chargeIds" label={t('account.form.disputedCharges')}>
          <Checkbox.Group className="charge-choice">
            {open.map((line) => (
              <Checkbox key={line.chargeId} value={line.chargeId}>
                {line.item} {line.periodFrom} – {line.periodTo} <Yuan fen={line.leftFen} />
              </Checkbox>
            ))}
          </Checkbox.Group>
        </Form.Item>
      )}
      <NoteField label={t('account.form.ownerWords')} required />
    </ActForm>
  );
}
