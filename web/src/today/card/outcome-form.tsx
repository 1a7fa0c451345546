import { Button, Checkbox, Input, Radio } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../session';
import type { WorkCard } from '../today-data';
import { DisputeFields, type DisputeSaid } from './dispute-fields';
import { Files, type Shows } from './files';
import { PaidForm } from './paid-form';
import { PromiseForm } from './promise-form';
import { type Second, SecondPerson } from './second-person';
import { TimeForm } from './time-form';

/** What is said with an outcome, beside its name. */
export type Said = {
  note?: string;
  promise?: { on: string; amountFen: number };
  dispute?: DisputeSaid;
  statedTime?: { from: string; to: string; onDay?: string };
  second?: Second;
  witness?: string;
  signature?: 'signed' | 'refused';
  trackingNumber?: string;
  reached?: boolean;
  asked?: boolean;
  fileIds?: string[];
};

type Props = {
  card: WorkCard;
  offer: WorkCard['task']['offers'][number];
  hasSecond: boolean;
  mayBeSigned: boolean;
  busy: boolean;
  onSay: (said: Said) => void;
  onCancel: () => void;
};

const PHOTOS: Readonly<Record<string, Shows>> = {
  photo_content: 'content',
  photo_sealing: 'sealing',
  photo_door: 'door',
  photo_signature: 'signature',
};

/** What an outcome wants to know, by the list of its needs; days and hours are chips that record at once. */
export function OutcomeForm({ card, offer, hasSecond, mayBeSigned, busy, onSay, onCancel }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const { task } = card;
  const needs = offer.needs.filter((need) => !(need === 'second' && hasSecond));
  const [said, setSaid] = useState<Said>({});
  const [kept, setKept] = useState<Partial<Record<Shows, string[]>>>({});
  const add = (more: Said) => setSaid((before) => ({ ...before, ...more }));
  const photos = needs.flatMap((need) => PHOTOS[need] ?? []);
  const wantsWitness = needs.includes('witness') || said.signature === 'refused';
  const fileIds = Object.values(kept).flat();
  const whole = { ...said, ...(fileIds.length > 0 ? { fileIds } : {}) };
  const alone =
    needs.filter((need) => need !== 'promise' && need !== 'stated_time').length === 0 && !mayBeSigned;
  const missing = [
    ...(needs.includes('note') && !said.note ? [t('today.form.note')] : []),
    ...(needs.includes('promise') && !said.promise ? [t('today.form.date')] : []),
    ...(needs.includes('stated_time') && !said.statedTime ? [t('today.form.when')] : []),
    ...(needs.includes('dispute') && !said.dispute ? [t('today.form.matter')] : []),
    ...(needs.includes('second') && !said.second ? [t('today.form.second')] : []),
    ...(wantsWitness && !said.witness ? [t('today.form.witness')] : []),
    ...(needs.includes('tracking_number') && !said.trackingNumber ? [t('today.form.tracking')] : []),
    ...photos.filter((shows) => !kept[shows]?.length).map((shows) => t(`today.form.photos.${shows}`)),
  ];

  function send(event: FormEvent) {
    event.preventDefault();
    if (missing.length === 0) onSay(whole);
  }

  if (offer.outcome === 'claimed_paid' && alone)
    return <PaidForm busy={busy} onSay={onSay} onCancel={onCancel} />;
  return (
    <form className="work-form" onSubmit={send}>
      <h4>{offer.zh}</h4>
      {needs.includes('promise') && (
        <PromiseForm
          owedFen={card.owed?.claimableFen ?? 0}
          withinDays={card.plan?.promiseWithinDays ?? 30}
          busy={busy}
          chosen={said.promise ?? null}
          onSaid={(promise) => (alone ? onSay({ ...whole, promise }) : add({ promise }))}
        />
      )}
      {needs.includes('stated_time') && (
        <TimeForm
          busy={busy}
          onSaid={(statedTime) => (alone ? onSay({ ...whole, statedTime }) : add({ statedTime }))}
        />
      )}
      {needs.includes('dispute') && <DisputeFields onSaid={(dispute) => add({ dispute })} />}
      {needs.includes('second') && (
        <SecondPerson
          value={said.second ?? null}
          exceptId={me.data?.userId ?? ''}
          onChange={(second) => setSaid(({ second: _, ...rest }) => (second ? { ...rest, second } : rest))}
        />
      )}
      {mayBeSigned && (
        <Radio.Group
          aria-label={t('today.form.signature')}
          value={said.signature ?? 'none'}
          onChange={({ target }) =>
            setSaid(({ signature: _, ...rest }) =>
              target.value === 'none' ? rest : { ...rest, signature: target.value },
            )
          }
        >
          <Radio value="none">{t('today.form.noSignature')}</Radio>
          <Radio value="signed">{t('today.form.signed')}</Radio>
          <Radio value="refused">{t('today.form.refusedSign')}</Radio>
        </Radio.Group>
      )}
      {wantsWitness && (
        <Input
          aria-label={t('today.form.witness')}
          placeholder={t('today.form.witness')}
          onChange={({ target }) => add({ witness: target.value.trim() })}
        />
      )}
      {needs.includes('tracking_number') && (
        <Input
          aria-label={t('today.form.tracking')}
          placeholder={t('today.form.tracking')}
          onChange={({ target }) => add({ trackingNumber: target.value.trim() })}
        />
      )}
      {photos.map((shows) =>
        task.caseId ? (
          <Files
            key={shows}
            caseId={task.caseId}
            taskId={task.id}
            shows={shows}
            onKept={(id) => setKept((before) => ({ ...before, [shows]: [...(before[shows] ?? []), id] }))}
          />
        ) : null,
      )}
      {(needs.includes('note') || needs.includes('dispute')) && (
        <Input.TextArea
          aria-label={t('today.form.note')}
          placeholder={t('today.form.note')}
          autoSize={{ minRows: 2 }}
          onChange={({ target }) => add({ note: target.value.trim() })}
        />
      )}
      {offer.outcome === 'other' &&
        (card.row.kind === 'call' || card.row.kind === 'visit' || card.row.kind === 'wechat') && (
          <>
            <Checkbox onChange={({ target }) => add({ reached: target.checked })}>
              {t('today.form.reached')}
            </Checkbox>
            <Checkbox disabled={!said.reached} onChange={({ target }) => add({ asked: target.checked })}>
              {t('today.form.asked')}
            </Checkbox>
          </>
        )}
      <div className="form-line">
        <Button onClick={onCancel}>{t('today.card.cancel')}</Button>
        {!alone && (
          <Button
            type="primary"
            htmlType="submit"
            loading={busy}
            disabled={missing.length > 0}
            className="big"
          >
            {t('today.card.record')}
          </Button>
        )}
        {!alone && missing.length > 0 && (
          <span className="today-quiet">{t('today.form.missing', { what: missing.join('、') })}</span>
        )}
      </div>
    </form>
  );
}
