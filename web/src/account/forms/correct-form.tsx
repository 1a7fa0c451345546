import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api, api } from '../../api/client';
import { useCommunityId } from '../../session';
import { usePlainWords } from '../../ui/plain-words';
import { ActForm, type FormProps } from './act-form';
import { AmountField, ChoiceField, DayField, fenOf, NoteField } from './fields';

type Fields = { outcome: string; on?: string; amount?: string; text: string };

/** What can be put right by words alone; a visit's second person or a photo belongs to the work itself. */
const BY_WORDS = ['note', 'promise'];

/** 更正记录: adds an entry that names the old one, which stays. */
export function CorrectForm({
  taskId,
  outcomeId,
  onClose,
}: FormProps & { taskId: string; outcomeId: string }) {
  const { t } = useTranslation();
  const words = usePlainWords();
  const communityId = useCommunityId();
  const [form] = Form.useForm<Fields>();
  const outcome = Form.useWatch('outcome', form) as string | undefined;
  const { data } = $api.useQuery('get', '/api/communities/{communityId}/tasks/{taskId}', {
    params: { path: { communityId, taskId } },
  });
  const offers = (data?.offers ?? []).filter(({ needs }) => needs.every((need) => BY_WORDS.includes(need)));
  const isPromise = offers.find((one) => one.outcome === outcome)?.needs.includes('promise') ?? false;
  return (
    <ActForm<Fields>
      title={t('account.correct.title')}
      follows={t('account.correct.follows')}
      submit={t('account.form.record')}
      form={form}
      blocked={offers.length === 0}
      onClose={onClose}
      onSubmit={async ({ outcome: chosen, on, amount, text }, commandId) => {
        await api.POST('/api/communities/{communityId}/outcomes/{outcomeId}/correct', {
          params: { path: { communityId, outcomeId } },
          body: {
            commandId,
            outcome: chosen,
            note: text,
            ...(isPromise && on ? { promise: { on, amountFen: fenOf(amount) ?? 0 } } : {}),
          },
        });
        return t('account.correct.done');
      }}
    >
      <ChoiceField
        name="outcome"
        label={t('account.correct.outcome')}
        options={offers.map(({ outcome: value, zh }) => ({ value, label: words(zh, value) }))}
      />
      {isPromise && (
        <>
          <DayField name="on" label={t('account.form.promisedOn')} />
          <AmountField name="amount" label={t('account.form.promisedAmount')} required />
        </>
      )}
      <NoteField label={t('account.correct.why')} required />
    </ActForm>
  );
}
