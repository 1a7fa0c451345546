import type { rules as zh } from '../zh/rules';

export const rules: typeof zh = {
  title: 'Rules of law',
  note: 'For counsel to review; not legal advice. V: the text was read; S: a secondary page says so; M: from memory. Where rules conflict or are unknown the default is the strictest reading; every figure is a policy’s or a rule pack’s data.',
  rule: 'Rule and source',
  mark: 'How sure',
  does: 'What the system does',
  none: 'No rule',
  basis: 'why',
  marks: { V: 'text read', S: 'secondary', M: 'memory' },
};
