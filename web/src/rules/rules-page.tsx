import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LAW_TABLE, LAW_TOPICS, type LawRule, type LawTopic } from '../../../src/domain/law-table';
import { usePlainWords } from '../ui/plain-words';
import { type Column, Rows } from '../ui/rows';
import { LawMarkTag } from './law-hint';
import './rules.css';

const TOPICS = Object.keys(LAW_TOPICS) as LawTopic[];

/** 规则表: each rule of law behind what the system does, where it stands and how sure we are of it, for counsel to review. */
export function Component() {
  const { t } = useTranslation();
  const words = usePlainWords();
  const [topic, setTopic] = useState<LawTopic>('demand');
  const columns: Column<LawRule>[] = [
    {
      key: 'rule',
      title: t('rules.rule'),
      cell: (rule) => <div className="law-text">{words(rule.zh, rule.en)}</div>,
    },
    { key: 'mark', title: t('rules.mark'), cell: ({ mark }) => <LawMarkTag mark={mark} /> },
    {
      key: 'does',
      title: t('rules.does'),
      cell: (rule) => <div className="law-text">{words(rule.doesZh, rule.doesEn)}</div>,
    },
  ];
  return (
    <section className="rules">
      <h2>{t('rules.title')}</h2>
      <p className="quiet">{t('rules.note')}</p>
      <Segmented
        className="rules-topics"
        value={topic}
        onChange={setTopic}
        options={TOPICS.map((value) => ({ value, label: words(LAW_TOPICS[value].zh, LAW_TOPICS[value].en) }))}
      />
      <Rows<LawRule>
        columns={columns}
        rows={LAW_TABLE.filter((rule) => rule.topic === topic)}
        keyOf={({ id }) => id}
        empty={t('rules.none')}
      />
    </section>
  );
}
