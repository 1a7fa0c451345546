import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { fen, formatYuan, plainYuan } from '../../../../src/domain/money';
import { useWhen } from '../../ui/when';
import { Yuan } from '../../ui/yuan';
import { useDesk } from '../card';
import { ActForm, type FormProps } from './act-form';
import { AmountField, DayField, fenOf, NoteField } from './fields';
import { instalmentsOf } from './instalments';
import { useSay } from './say';

type Fields = { total: string; first: string; periods: string; firstOn: string; text: string };

/**
 * 困难、分期, with the calculator. Whoever may approve a plan makes it one; whoever may not asks for it: the household is looked at, and
 * what it proposed is in the request.
 */
export function HardshipForm({ onClose, mayApprove }: FormProps & { mayApprove: boolean }) {
  const { t } = useTranslation();
  const say = useSay();
  const { today } = useWhen();
  const { card } = useDesk();
  const owed = card.owed.claimableFen;
  const [form] = Form.useForm<Fields>();
  const typed = Form.useWatch([], form) as Partial<Fields> | undefined;
  const plan = planOf(typed);

  async function submit(fields: Fields, commandId: string): Promise<string> {
    const instalments = planOf(fields);
    if (mayApprove && instalments.length > 0) {
      await say.command({ kind: 'instalment_plan', instalments }, fields.text, commandId);
      return t('account.done.plan', { count: instalments.length });
    }
    const table = instalments.map(({ dueOn, amountFen }) => `${dueOn} ¥${formatYuan(fen(amountFen))}`);
    const proposal = table.length > 0 ? `${t('account.form.proposal')}${table.join('；')}` : '';
    await say.command({ kind: 'hardship' }, [fields.text, proposal].filter(Boolean).join('\n'), commandId);
    return t('account.done.hardship');
  }

  return (
    <ActForm<Fields>
      title={t('account.act.hardship')}
      follows={t(mayApprove ? 'account.follows.plan' : 'account.follows.hardship')}
      submit={t(mayApprove && plan.length > 0 ? 'account.form.approvePlan' : 'account.form.requestHardship')}
      form={form}
      onClose={onClose}
      initial={{
        total: plainYuan(fen(owed)),
        first: plainYuan(fen(Math.ceil(owed / 3))),
        periods: '3',
        firstOn: today ?? '',
      }}
      onSubmit={submit}
    >
      <div className="two-fields">
        <AmountField name="total" label={t('account.form.planTotal')} required />
        <AmountField name="first" label={t('account.form.planFirst')} required />
      </div>
      <div className="two-fields">
        <Form.Item name="periods" label={t('account.form.planPeriods')}>
          <Input type="number" inputMode="numeric" min={2} max={24} />
        </Form.Item>
        <DayField name="firstOn" label={t('account.form.planFirstOn')} min={today ?? ''} />
      </div>
      <table className="plan" aria-label={t('account.form.planTable')}>
        <tbody>
          {plan.map(({ dueOn, amountFen }, index) => (
            <tr key={dueOn}>
              <td>{t('account.form.planNo', { no: index + 1 })}</td>
              <td className="yuan">{dueOn}</td>
              <td>
                <Yuan fen={amountFen} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {plan.length === 0 && <p className="quiet">{t('account.form.noPlan')}</p>}
      <NoteField label={t('account.form.hardshipReason')} required />
    </ActForm>
  );
}

function planOf(fields: Partial<Fields> | undefined) {
  const { total, first, periods, firstOn } = fields ?? {};
  return instalmentsOf(fenOf(total) ?? 0, fenOf(first) ?? 0, Number(periods ?? 0), firstOn ?? '');
}
