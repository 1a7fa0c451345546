import { Alert, Button, Drawer, Form, type FormInstance, Grid } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RefusedError } from '../../api/client';
import { newCommandId } from '../../api/command-id';
import { RefusalNote } from '../../ui/refusal-note';
import { useDesk, useReadAgain } from '../card';

export type FormProps = { onClose: () => void };

type Props<Fields extends object> = FormProps & {
  title: string;
  /** What will follow, said before it is done */
  follows: ReactNode;
  submit: string;
  form?: FormInstance<Fields>;
  initial?: Partial<Fields>;
  /** What it needs is not there yet, or it would be refused */
  blocked?: boolean;
  children?: ReactNode;
  /** When it is closed after it was done: where one goes on */
  onDone?: (fields: Fields) => void;
  /** Does it, and answers what happened, in a sentence. The same id comes again with every try of one attempt. */
  onSubmit: (fields: Fields, commandId: string) => Promise<string | null>;
};

/** A form of the card: beside the card at the desk, from below on the phone. Esc leaves it. */
export function ActForm<Fields extends object>(props: Props<Fields>) {
  const { title, follows, submit, form, initial, blocked, children, onSubmit, onDone, onClose } = props;
  const { t } = useTranslation();
  const { tell } = useDesk();
  const readAgain = useReadAgain();
  const wide = Grid.useBreakpoint().md ?? true;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const commandId = useRef(newCommandId());

  async function finish(fields: Fields) {
    setBusy(true);
    setError(null);
    try {
      const told = await onSubmit(fields, commandId.current);
      // what was done and what has become of the account appear together
      await readAgain();
      if (told !== null) tell(told);
      onClose();
      onDone?.(fields);
    } catch (refused) {
      setError(refused);
      // what was refused stays refused under its id: what the person mends is another attempt. A lost answer is the same one
      const isLost = refused instanceof RefusedError && refused.refusal.code === 'NO_ANSWER';
      if (!isLost) commandId.current = newCommandId();
      void readAgain();
    } finally {
      setBusy(false);
    }
  }

  return (
    <Drawer
      open
      title={title}
      onClose={onClose}
      placement={wide ? 'right' : 'bottom'}
      size={wide ? 480 : '88%'}
      destroyOnHidden
    >
      <Alert type="info" showIcon role="note" title={follows} className="follows" />
      <Form<Fields>
        layout="vertical"
        requiredMark={false}
        {...(form ? { form } : {})}
        {...(initial ? { initialValues: initial } : {})}
        onFinish={(fields) => void finish(fields)}
      >
        {children}
        <RefusalNote error={error} />
        <div className="form-buttons">
          <Button type="primary" htmlType="submit" loading={busy} disabled={blocked ?? false} size="large">
            {submit}
          </Button>
          <Button onClick={onClose} size="large">
            {t('account.form.cancel')}
          </Button>
        </div>
      </Form>
    </Drawer>
  );
}
