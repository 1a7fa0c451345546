import { Alert, Button, Form, Input, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, api } from '../../api/client';
import { newCommandId } from '../../api/command-id';
import { useCommunityId } from '../../session';
import { RefusalNote } from '../../ui/refusal-note';
import { useDesk } from '../card';
import { ActForm, type FormProps } from './act-form';
import { ChoiceField, NoteField } from './fields';

const WAYS = ['call', 'visit', 'wechat'] as const;
const MATTERS = ['question', 'paid', 'dispute', 'plan', 'data', 'complaint', 'other'] as const;
export type InboundMatter = (typeof MATTERS)[number];
type Fields = { way: (typeof WAYS)[number]; matter: InboundMatter; text?: string };

/** 来电来访: who it is, what he wants; then straight on to the form for that. */
export function InboundForm({
  onClose,
  onMatter,
}: FormProps & { onMatter: (matter: InboundMatter) => void }) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const { card } = useDesk();
  return (
    <ActForm<Fields>
      title={t('account.act.inbound')}
      follows={t('account.follows.inbound')}
      submit={t('account.form.recordAndGoOn')}
      onClose={onClose}
      onDone={({ matter }) => onMatter(matter)}
      initial={{ way: 'call', matter: 'question' }}
      onSubmit={async ({ way, matter, text }, commandId) => {
        await api.POST('/api/communities/{communityId}/accounts/{accountId}/inbound', {
          params: { path: { communityId, accountId: card.id } },
          body: { commandId, way, matter, note: text?.trim() || null },
        });
        return t('account.done.inbound');
      }}
    >
      <IdentityCheck />
      <ChoiceField
        name="way"
        label={t('account.form.way')}
        options={WAYS.map((value) => ({ value, label: t(`account.inbound.way.${value}`) }))}
      />
      <ChoiceField
        name="matter"
        label={t('account.form.inboundMatter')}
        options={MATTERS.map((value) => ({ value, label: t(`account.inbound.matter.${value}`) }))}
      />
      <NoteField label={t('account.form.ownerSaid')} />
    </ActForm>
  );
}

/** The number is on the server and stays there: only whether the four digits fit comes back. */
function IdentityCheck() {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const { card } = useDesk();
  const [lastFour, setLastFour] = useState('');
  const check = $api.useMutation(
    'post',
    '/api/communities/{communityId}/accounts/{accountId}/identity-checks',
  );
  const answer = check.data;
  function ask() {
    if (!/^\d{4}$/.test(lastFour)) return;
    check.mutate({
      params: { path: { communityId, accountId: card.id } },
      body: { commandId: newCommandId(), lastFour },
    });
  }
  return (
    <Form.Item label={t('account.identity.label')}>
      <Space.Compact block>
        <Input
          aria-label={t('account.identity.label')}
          inputMode="numeric"
          maxLength={4}
          autoComplete="off"
          placeholder={t('account.identity.hint')}
          value={lastFour}
          onChange={(event) => setLastFour(event.target.value.replace(/\D/g, ''))}
          onPressEnter={(event) => {
            event.preventDefault();
            ask();
          }}
        />
        <Button loading={check.isPending} disabled={lastFour.length < 4} onClick={ask}>
          {t('account.identity.check')}
        </Button>
      </Space.Compact>
      <div aria-live="polite" className="identity-answer">
        <RefusalNote error={check.error} />
        {answer && (
          <Alert
            showIcon
            type={answer.mayBeTold ? 'success' : 'warning'}
            title={
              !answer.matched
                ? t('account.identity.no')
                : answer.mayBeTold
                  ? t('account.identity.yes', { who: answer.relation ?? t('account.who.self') })
                  : t('account.identity.relative', { who: answer.relation ?? '' })
            }
          />
        )}
      </div>
    </Form.Item>
  );
}
