import { Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { parseYuan } from '../../../../src/domain/money';

type Name = string | (string | number)[];

/** An amount in yuan, as one writes it. */
export function AmountField({ name, label, required }: { name: Name; label: string; required: boolean }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[
        { required, message: t('account.form.amountWanted') },
        {
          validator: (_, typed?: string) => {
            if (!typed) return Promise.resolve();
            const read = parseYuan(typed);
            const good = read.ok && read.fen > 0;
            return good ? Promise.resolve() : Promise.reject(new Error(t('account.form.amountWrong')));
          },
        },
      ]}
    >
      <Input inputMode="decimal" prefix="¥" autoComplete="off" />
    </Form.Item>
  );
}

/** Fen of what was typed; null where nothing was. */
export function fenOf(typed: string | undefined): number | null {
  const read = parseYuan(typed ?? '');
  return read.ok ? read.fen : null;
}

type DayProps = { name: Name; label: string; min?: string; max?: string; required?: boolean };

/** The device's own calendar: good under a thumb, and by keyboard. */
export function DayField({ name, label, min, max, required = true }: DayProps) {
  const { t } = useTranslation();
  return (
    <Form.Item name={name} label={label} rules={[{ required, message: t('account.form.dayWanted') }]}>
      <Input type="date" min={min} max={max} />
    </Form.Item>
  );
}

type ChoiceProps = { name: string; label: string; options: readonly { value: string; label: string }[] };

export function ChoiceField({ name, label, options }: ChoiceProps) {
  const { t } = useTranslation();
  return (
    <Form.Item name={name} label={label} rules={[{ required: true, message: t('account.form.choose') }]}>
      <Radio.Group className="choices" optionType="button" options={[...options]} />
    </Form.Item>
  );
}

export function NoteField({ label, required = false }: { label: string; required?: boolean }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="text"
      label={label}
      rules={[{ required, whitespace: true, message: t('account.form.textWanted') }]}
    >
      <Input.TextArea rows={3} maxLength={2000} />
    </Form.Item>
  );
}
