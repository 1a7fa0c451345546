import { Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

const MATTERS = [
  ...(['repairs', 'security', 'cleaning', 'public_income', 'maintenance_fund'] as const),
  ...(['amount', 'developer', 'neighbour', 'other'] as const),
] as const;

export type DisputeSaid = { kind: 'service' | 'amount'; matter: (typeof MATTERS)[number] };

/** Whether it is about the service or the amount decides what stops; the matter decides which desk answers. */
export function DisputeFields({ onSaid }: { onSaid: (dispute: DisputeSaid) => void }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<DisputeSaid['kind']>('service');
  const [matter, setMatter] = useState<DisputeSaid['matter'] | null>(null);
  return (
    <>
      <Radio.Group
        aria-label={t('today.form.kind')}
        value={kind}
        onChange={({ target }) => {
          const next = target.value as DisputeSaid['kind'];
          const about = next === 'amount' ? 'amount' : matter;
          setKind(next);
          setMatter(about);
          if (about) onSaid({ kind: next, matter: about });
        }}
      >
        <Radio value="service">{t('today.form.service')}</Radio>
        <Radio value="amount">{t('today.form.amountKind')}</Radio>
      </Radio.Group>
      <Select
        aria-label={t('today.form.matter')}
        placeholder={t('today.form.matter')}
        value={matter}
        options={MATTERS.map((value) => ({ value, label: t(`today.form.matters.${value}`) }))}
        onChange={(next) => {
          setMatter(next);
          if (next) onSaid({ kind, matter: next });
        }}
      />
    </>
  );
}
