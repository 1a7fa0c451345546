/** One charge of a difference: what was outstanding before and will be after. */
export type DifferenceLine = {
  chargeId: string | null;
  item: string | null;
  periodFrom: string | null;
  periodTo: string | null;
  dueOn: string | null;
  beforeFen: number;
  afterFen: number;
};

/** One row of a tab. Names and numbers are whole: whoever shows them masks them. */
export type DifferenceItem = {
  key: string;
  rowNumber: number | null;
  accountId: string | null;
  label: string;
  /** finance left it out */
  left: boolean;
  lines: DifferenceLine[];
  nameBefore: string | null;
  nameAfter: string | null;
  phones: string[];
  prepaid: { beforeFen: number; afterFen: number } | null;
  payment: { amountFen: number; receivedOn: string; channel: string; externalId: string } | null;
};
