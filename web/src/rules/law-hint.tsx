import { Button, Popover, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { lawRule } from '../../../src/domain/law-table';
import { usePlainWords } from '../ui/plain-words';

/** 依据: the rule of law that something on a page rests on, with how sure we are of it. */
export function LawHint({ id }: { id: string }) {
  const { t } = useTranslation();
  const words = usePlainWords();
  const rule = lawRule(id);
  return (
    <Popover
      trigger={['click']}
      title={<LawMarkTag mark={rule.mark} />}
      content={
        <div className="law-hint">
          <p>{words(rule.zh, rule.en)}</p>
          <p className="quiet">{words(rule.doesZh, rule.doesEn)}</p>
        </div>
      }
    >
      <Button type="link" size="small" className="law-hint-button">
        {t('rules.basis')}
      </Button>
    </Popover>
  );
}

export function LawMarkTag({ mark }: { mark: 'V' | 'S' | 'M' }) {
  const { t } = useTranslation();
  return (
    <Tag color={mark === 'V' ? 'green' : 'gold'}>
      {mark} {t(`rules.marks.${mark}`)}
    </Tag>
  );
}
