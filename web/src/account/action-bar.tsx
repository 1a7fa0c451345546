import { Button, Collapse } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../session';
import { RefusalNote } from '../ui/refusal-note';
import { inLanguage } from '../words/i18n';
import { useActionWords } from './action-words';
import { type Action, useActions, useDesk } from './card';
import { CallBackForm } from './forms/call-back-form';
import { CommandForm } from './forms/command-form';
import { ContactForm } from './forms/contact-form';
import { DisputeForm } from './forms/dispute-form';
import { HardshipForm } from './forms/hardship-form';
import { InboundForm, type InboundMatter } from './forms/inbound-form';
import { PaidForm } from './forms/paid-form';
import { PromiseForm } from './forms/promise-form';

type FormName = 'inbound' | 'payment_claimed' | 'promise' | 'dispute' | 'hardship' | 'callBack' | 'data';
type Open = { form: FormName } | { form: 'command'; action: Action } | null;

/** Those with a button and a form of their own. */
const OWN_FORM = ['payment_claimed', 'promise', 'complaint', 'hardship', 'instalment_plan'];

const FORM_OF_MATTER: Partial<Record<InboundMatter, FormName>> = {
  paid: 'payment_claimed',
  dispute: 'dispute',
  plan: 'hardship',
  data: 'data',
  complaint: 'dispute',
};

/** 可办的事: large ones for what owners come with, a list for what is decided; what may not be done says why. */
export function ActionBar() {
  const { t } = useTranslation();
  const may = useMay();
  const { card } = useDesk();
  const caseId = card.case?.id ?? null;
  const { data, error } = useActions(caseId);
  const [open, setOpen] = useState<Open>(null);
  const actions = data?.items ?? [];
  const close = () => setOpen(null);

  const noCase = t('account.why.noCase');
  const notYours = t('account.why.notYours');
  function whyNot(...names: string[]): string | null {
    if (caseId === null) return noCase;
    const known = actions.filter(({ action }) => names.includes(action));
    if (known.length === 0) return data ? noCase : '';
    const [first] = known;
    return known.some(({ allowed }) => allowed) || !first?.why ? null : inLanguage(first.why);
  }
  const mayObjectToAmounts =
    may('dispute.open') && card.owed.lines.some(({ leftFen, disputed }) => leftFen > 0 && !disputed);
  const whyNoComplaint = whyNot('complaint');
  const whyNoDispute = caseId !== null && mayObjectToAmounts ? null : whyNoComplaint;
  const hasPhone = card.contactPoints.some(({ kind, status }) => kind === 'phone' && status === 'usable');
  const whyNoCall = !may('contact.act') ? notYours : hasPhone ? null : t('account.why.noPhone');
  const large: { form: FormName; why: string | null }[] = [
    { form: 'inbound', why: may('contact.act') ? null : notYours },
    { form: 'payment_claimed', why: whyNot('payment_claimed') },
    { form: 'promise', why: whyNot('promise') },
    { form: 'dispute', why: whyNoDispute },
    { form: 'hardship', why: whyNot('hardship', 'instalment_plan') },
    { form: 'callBack', why: whyNoCall },
  ];
  // the same reason six times over is read once
  const [first] = large;
  const same = first?.why && large.every(({ why }) => why === first.why) ? first.why : null;
  const others = actions.filter(({ action }) => !OWN_FORM.includes(action));
  return (
    <section aria-label={t('account.act.title')} className="actions">
      <RefusalNote error={error} />
      <div className="actions-large">
        {large.map(({ form, why }, index) => (
          <div key={form}>
            <Button
              block
              size="large"
              type={index === 0 ? 'primary' : 'default'}
              disabled={why !== null}
              {...(why === null ? {} : { 'aria-describedby': `why-${form}` })}
              onClick={() => setOpen({ form })}
            >
              {t(`account.act.${form}`)}
            </Button>
            {why && same === null && (
              <div id={`why-${form}`} className="why">
                {why}
              </div>
            )}
          </div>
        ))}
      </div>
      {same && <p className="why">{same}</p>}
      {others.length > 0 && (
        <Others actions={others} onChoose={(action) => setOpen({ form: 'command', action })} />
      )}
      {open?.form === 'inbound' && (
        <InboundForm
          onClose={close}
          onMatter={(matter) => {
            const form = FORM_OF_MATTER[matter];
            const target = large.find((one) => one.form === form);
            if (form && (form === 'data' ? may('contact_data.change') : target?.why === null))
              setOpen({ form });
          }}
        />
      )}
      {open?.form === 'payment_claimed' && <PaidForm onClose={close} />}
      {open?.form === 'promise' && <PromiseForm onClose={close} />}
      {open?.form === 'dispute' && (
        <DisputeForm onClose={close} may={{ service: whyNoComplaint === null, amount: mayObjectToAmounts }} />
      )}
      {open?.form === 'hardship' && (
        <HardshipForm onClose={close} mayApprove={whyNot('instalment_plan') === null} />
      )}
      {open?.form === 'callBack' && <CallBackForm onClose={close} />}
      {open?.form === 'data' && <ContactForm onClose={close} dialog={{ kind: 'add' }} />}
      {open?.form === 'command' && <CommandForm action={open.action} onClose={close} />}
    </section>
  );
}

type OthersProps = { actions: Action[]; onChoose: (action: Action) => void };

function Others({ actions, onChoose }: OthersProps) {
  const { t } = useTranslation();
  const words = useActionWords();
  const allowed = actions.filter((one) => one.allowed);
  const refused = actions.filter((one) => !one.allowed);
  // several refusals share one sentence
  const byReason = new Map<string, Action[]>();
  for (const action of refused) {
    const said = action.why ? inLanguage(action.why) : '';
    byReason.set(said, [...(byReason.get(said) ?? []), action]);
  }
  return (
    <Collapse
      ghost
      className="actions-others"
      items={[
        {
          key: 'others',
          label: t('account.act.others', { count: allowed.length }),
          children: (
            <>
              <div className="actions-list">
                {allowed.map((action) => (
                  <Button key={action.id} onClick={() => onChoose(action)}>
                    {words(action)}
                  </Button>
                ))}
              </div>
              {[...byReason].map(([why, group]) => (
                <div key={why} className="actions-refused">
                  <div className="why">{why}</div>
                  <div className="actions-list">
                    {group.map((action) => (
                      <Button key={action.id} disabled title={why}>
                        {words(action)}
                      </Button>
                    ))}
                  </div>
                </div>
              ))}
            </>
          ),
        },
      ]}
    />
  );
}
