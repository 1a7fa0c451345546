import { useQueryClient } from '@tanstack/react-query';
import { Button, Card, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { $api } from '../api/client';
import { LanguageButton } from '../shell/language-button';
import { RefusalNote } from '../ui/refusal-note';
import './sign-in.css';

type Entered = { login: string; password: string };

export function SignIn() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const queries = useQueryClient();
  const signIn = $api.useMutation('post', '/api/session/browser');

  async function submit(entered: Entered) {
    await signIn.mutateAsync({ body: entered });
    queries.clear();
    await navigate(ownPath(search.get('to')), { replace: true });
  }

  return (
    <main className="sign-in">
      <Card className="sign-in-card">
        <img src="/icon.svg" alt="" width={56} height={56} />
        <h1>{t('shell.product')}</h1>
        <p>{t('signIn.hint')}</p>
        <Form<Entered>
          layout="vertical"
          requiredMark={false}
          onFinish={(entered) => void submit(entered).catch(() => {})}
        >
          <Form.Item
            name="login"
            label={t('signIn.login')}
            rules={[{ required: true, message: t('signIn.enterLogin') }]}
          >
            <Input size="large" autoComplete="username" autoCapitalize="none" autoFocus />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('signIn.password')}
            rules={[{ required: true, message: t('signIn.enterPassword') }]}
          >
            <Input.Password size="large" autoComplete="current-password" />
          </Form.Item>
          <RefusalNote error={signIn.error} />
          <Button type="primary" size="large" htmlType="submit" block loading={signIn.isPending}>
            {t('signIn.submit')}
          </Button>
        </Form>
        <LanguageButton />
      </Card>
    </main>
  );
}

/** Only a path of the portal is followed after signing in. */
function ownPath(to: string | null): string {
  return to && /^\/(?!\/|\\)/.test(to) ? to : '/';
}
