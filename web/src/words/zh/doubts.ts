export const doubts = {
  hint: '后来的台账里不见了、又不知道是否已缴的账单。查清之前不催缴。',
  none: '没有存疑的账单',
  paid: '选中的：已缴',
  waived: '选中的：减免',
  cancelled: '选中的：作废',
  stands: '选中的：仍然欠着',
};
