import { useTranslation } from 'react-i18next';
import { CAUSES } from '../../../../src/domain/vocabulary';
import { useWhen } from '../../ui/when';
import { useActionWords } from '../action-words';
import { type Action, useDesk } from '../card';
import { ActForm, type FormProps } from './act-form';
import { ChoiceField, DayField, NoteField } from './fields';
import { type Command, useSay } from './say';

type Fields = { text?: string; untilOn?: string; cause?: string; answer?: string };

/** Whatever is decided of a case with a reason, a day or one choice: pause, cause, level, referral, progress, end. */
export function CommandForm({ action, onClose }: FormProps & { action: Action }) {
  const { t } = useTranslation();
  const say = useSay();
  const { today } = useWhen();
  const { card } = useDesk();
  const words = useActionWords();
  const hold = card.holds.find(({ id }) => id === action.choice);
  const isPaid = hold?.kind === 'payment_claimed';
  return (
    <ActForm<Fields>
      title={words(action)}
      follows={t(followsOf(action))}
      submit={t('account.form.confirm')}
      onClose={onClose}
      onSubmit={async (fields, commandId) => {
        await say.command(commandOf(action, fields, hold?.kind), fields.text, commandId);
        return t('account.done.command', { what: words(action) });
      }}
    >
      {action.action === 'pause' && (
        <DayField name="untilOn" label={t('account.form.pauseUntil')} min={today ?? ''} />
      )}
      {action.action === 'cause' && (
        <ChoiceField
          name="cause"
          label={t('account.form.cause')}
          options={CAUSES.map((value) => ({ value, label: t(`account.cause.${value}`) }))}
        />
      )}
      {isPaid && (
        <ChoiceField
          name="answer"
          label={t('account.form.verified')}
          options={[
            { value: 'confirmed', label: t('account.form.received') },
            { value: 'not_found', label: t('account.form.notReceived') },
          ]}
        />
      )}
      {action.action === 'answer_referral' && (
        <ChoiceField
          name="answer"
          label={t('account.form.decision')}
          options={[
            { value: 'yes', label: t('account.form.agree') },
            { value: 'no', label: t('account.form.sendBack') },
          ]}
        />
      )}
      <NoteField
        label={t(action.needsReason ? 'account.form.reason' : 'account.form.note')}
        required={action.needsReason}
      />
    </ActForm>
  );
}

const FOLLOWS = [
  'pause',
  'cause',
  'level',
  'request_referral',
  'clear_hold',
  'bereavement',
  'close',
] as const;

function followsOf({ action }: Action) {
  const known = FOLLOWS.find((one) => one === action);
  return known ? (`account.follows.${known}` as const) : 'account.follows.command';
}

/** The server reads it by its own schema; an action that this page does not know is refused there. */
function commandOf(
  { action, choice }: Action,
  { untilOn, cause, answer }: Fields,
  holdKind: string | undefined,
): Command {
  const verdict = answer ?? (holdKind === 'complaint' ? 'answered' : 'lifted');
  const more: Record<string, unknown> = {
    pause: { untilOn },
    cause: { cause },
    level: { level: Number(choice) },
    clear_hold: { holdId: choice, verdict },
    answer_referral: { approved: answer === 'yes' },
    milestone: { milestone: choice },
    close: { reason: choice },
    resend: { stepKey: choice },
  };
  return { kind: action, ...(more[action] ?? {}) } as Command;
}
