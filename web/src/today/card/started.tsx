import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { Dial } from './dial';

/** What passing the gate shows: the number, or the words to send, or what the paper says. */
export function Started({ started, kind }: { started: Schemas['StartedContact']; kind: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { to, relation, text, channel } = started;
  const isCall = channel === 'call';
  const word = channel === 'wechat' ? 'wechatText' : isCall ? 'script' : 'letterText';

  async function copy() {
    await copyText(text);
    void message.success(t('today.card.copied'));
  }

  return (
    <section className="started">
      {to && (isCall || kind === 'wechat') && <Dial number={to} relation={relation} />}
      {to && channel === 'mail' && <p>{to}</p>}
      {channel === 'wechat' && (
        <>
          <p className="started-text">{text}</p>
          <div className="form-line">
            <Button type="primary" size="large" onClick={() => void copy()}>
              {t('today.card.copy')}
            </Button>
            <Button size="large" href="weixin://">
              {t('today.card.openWeChat')}
            </Button>
          </div>
        </>
      )}
      {channel !== 'wechat' && text && (
        <details
          open={isCall && !isFolded()}
          onToggle={({ currentTarget }) => isCall && fold(!currentTarget.open)}
        >
          <summary>{t(`today.card.${word}`)}</summary>
          <p className="started-text">{text}</p>
        </details>
      )}
      {(isCall || channel === 'visit') && (
        <p className="never-say">
          <b>{t('today.card.never')}</b> {t('today.card.neverSaid')}
        </p>
      )}
    </section>
  );
}

/** Who knows the words by heart folds them, once for all calls. */
const FOLDED = 'cuijiao.script-folded';
function isFolded(): boolean {
  return localStorage.getItem(FOLDED) === 'yes';
}
function fold(folded: boolean): void {
  localStorage.setItem(FOLDED, folded ? 'yes' : 'no');
}

/** The clipboard of old WebViews is only there on https; a selection is everywhere. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text).catch(() => copyBySelection(text));
    return;
  }
  copyBySelection(text);
}

function copyBySelection(text: string): void {
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
