export const doubts = {
  hint: 'Bills that a later ledger no longer has, nobody knows whether paid. Not claimed until it is known.',
  none: 'No bill is in doubt',
  paid: 'Chosen: paid',
  waived: 'Chosen: waived',
  cancelled: 'Chosen: cancelled',
  stands: 'Chosen: still owed',
};
