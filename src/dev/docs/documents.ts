import { apiIndex } from './api-index';
import { configuration } from './configuration';
import { holdsAndEvents } from './holds-and-events';
import { lawPage } from './law-page';
import { ledgerHeadings } from './ledger-headings';
import type { Document } from './markdown';
import { policyPage } from './policy-page';
import { stateChart } from './state-chart';
import { textRules } from './text-rules';

/** Every page that is generated. */
export async function documents(): Promise<Document[]> {
  return [
    stateChart(),
    holdsAndEvents(),
    configuration(),
    policyPage(),
    textRules(),
    ledgerHeadings(),
    lawPage(),
    await apiIndex(),
  ];
}
