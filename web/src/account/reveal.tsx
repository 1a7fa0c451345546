import { Alert, Form, Input, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api } from '../api/client';
import { newCommandId } from '../api/command-id';
import type { paths } from '../api/schema';
import { useCommunityId } from '../session';
import { RefusalNote } from '../ui/refusal-note';

export type Revealed =
  paths['/api/communities/{communityId}/accounts/{accountId}/reveal']['post']['responses'][200]['content']['application/json'];

type Props = { accountId: string; onClose: () => void; onRevealed: (whole: Revealed) => void };

/** 显示 Name and numbers in full, with the purpose; that it is written down is said before. */
export function RevealDialog({ accountId, onClose, onRevealed }: Props) {
  const { t } = useTranslation();
  const communityId = useCommunityId();
  const [form] = Form.useForm<{ purpose: string }>();
  const reveal = $api.useMutation('post', '/api/communities/{communityId}/accounts/{accountId}/reveal', {
    onSuccess: onRevealed,
  });
  return (
    <Modal
      open
      title={t('account.reveal.title')}
      okText={t('account.reveal.show')}
      confirmLoading={reveal.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      <Alert type="info" showIcon role="note" title={t('account.reveal.logged')} className="follows" />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ purpose }) =>
          reveal.mutate({
            params: { path: { communityId, accountId } },
            body: { commandId: newCommandId(), purpose },
          })
        }
      >
        <Form.Item
          name="purpose"
          label={t('account.reveal.purpose')}
          rules={[{ required: true, min: 2, whitespace: true, message: t('account.reveal.purposeWanted') }]}
        >
          <Input maxLength={200} placeholder={t('account.reveal.purposeHint')} autoComplete="off" autoFocus />
        </Form.Item>
      </Form>
      <RefusalNote error={reveal.error} />
    </Modal>
  );
}
