import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Input, InputNumber, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, api, type Schemas } from '../api/client';
import { useCommunityId } from '../session';
import { Loaded } from '../ui/loading';
import { RefusalNote } from '../ui/refusal-note';
import { Yuan } from '../ui/yuan';
import { toShare } from './parked-tab';

type Share = { accountId: string; label: string; amountFen: number; chargeIds: string[] };
type Props = { row: Schemas['ParkedPayment']; onClose: () => void; onDone: () => void };

/** Whose a receipt is: one of the proposals, or accounts chosen by hand; the parts make up the whole, to the fen. */
export function ClaimPayment({ row, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const [shares, setShares] = useState<Share[]>([]);
  const suggestions = $api.useQuery(
    'get',
    '/api/communities/{communityId}/payments/{paymentId}/suggestions',
    {
      params: { path: { communityId, paymentId: row.id } },
    },
  );
  const whole = row.payment.parkedFen;
  const left = whole - shares.reduce((sum, { amountFen }) => sum + amountFen, 0);
  const save = useMutation({
    onSuccess: onDone,
    mutationFn: async () => {
      await api.POST('/api/communities/{communityId}/payments/{paymentId}/assign', {
        params: { path: { communityId, paymentId: row.id } },
        body: { shares: shares.map(toShare) },
      });
    },
  });

  function add(accountId: string, label: string) {
    if (shares.some((share) => share.accountId === accountId)) return;
    setShares([...shares, { accountId, label, amountFen: Math.max(0, left), chargeIds: [] }]);
  }
  function change(accountId: string, amountFen: number) {
    // an amount by hand is no longer exactly those charges
    setShares(
      shares
        .map((share) => (share.accountId === accountId ? { ...share, amountFen, chargeIds: [] } : share))
        .filter((share) => share.accountId !== accountId || amountFen > 0),
    );
  }

  return (
    <Modal
      open
      title={t('parked.claim')}
      okText={t('parked.save')}
      okButtonProps={{ disabled: left !== 0 || shares.length === 0 }}
      confirmLoading={save.isPending}
      onOk={() => save.mutate()}
      onCancel={onClose}
    >
      <p>
        <strong>
          <Yuan fen={whole} />
        </strong>{' '}
        {row.payment.payer} {row.payment.memo}
      </p>
      <Loaded of={suggestions}>
        {({ proposals }) => (
          <Radio.Group
            className="month-choices"
            value={null}
            options={proposals.map(({ id, zh, noteZh }) => ({
              value: id,
              label: noteZh ? `${zh}（${noteZh}）` : zh,
            }))}
            onChange={({ target }) =>
              setShares(
                proposals.find(({ id }) => id === target.value)?.shares.map((share) => ({ ...share })) ?? [],
              )
            }
          />
        )}
      </Loaded>
      <FindAccount onFound={add} />
      {shares.map(({ accountId, label, amountFen }) => (
        <div key={accountId} className="month-share">
          <span>{label}</span>
          <InputNumber
            aria-label={t('parked.amountOf', { label })}
            value={amountFen / 100}
            min={0}
            precision={2}
            prefix="¥"
            onChange={(yuan) => change(accountId, Math.round((yuan ?? 0) * 100))}
          />
          <Button type="text" onClick={() => change(accountId, 0)}>
            {t('month.files.remove')}
          </Button>
        </div>
      ))}
      <p className="month-hint">
        {left === 0 ? t('parked.addsUp') : t(left > 0 ? 'parked.left' : 'parked.over')}{' '}
        {left !== 0 && <Yuan fen={Math.abs(left)} />}
      </p>
      <RefusalNote error={save.error} />
    </Modal>
  );
}

function FindAccount({ onFound }: { onFound: (accountId: string, label: string) => void }) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const [typed, type] = useState('');
  const found = useQuery({
    queryKey: ['accounts', communityId, typed],
    enabled: typed.trim().length > 1,
    queryFn: async () => {
      const { data } = await api.GET('/api/communities/{communityId}/accounts', {
        params: { path: { communityId }, query: { search: typed.trim() } },
      });
      return data?.items ?? [];
    },
  });
  return (
    <div className="month-share">
      <Input
        aria-label={t('parked.find')}
        placeholder={t('parked.find')}
        value={typed}
        onChange={({ target }) => type(target.value)}
      />
      {found.data && found.data.length > 0 && (
        <Select
          aria-label={t('parked.choose')}
          placeholder={t('parked.choose')}
          value={null}
          style={{ minWidth: 180 }}
          options={found.data.map(({ id, label, nameMasked }) => ({
            value: id,
            label: `${label} ${nameMasked}`,
          }))}
          onChange={(id) => {
            const chosen = found.data.find((one) => one.id === id);
            if (chosen) onFound(chosen.id, chosen.label);
            type('');
          }}
        />
      )}
    </div>
  );
}
