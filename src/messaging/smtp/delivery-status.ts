import { isNoMailbox } from './replies';

/** What a mail server reports of one addressee (RFC 3464). */
export type DeliveryReport = {
  action: 'failed' | 'delayed' | 'delivered' | 'other';
  /** `5.1.1`; null: it said none that can be read */
  status: string | null;
  /** The addressee's mailbox does not exist: it is not to be used any more */
  noMailbox: boolean;
  /** As it was addressed by us, and where it ended; lower case */
  recipients: string[];
};

/** @param text of the part message/delivery-status: fields of the message, then of each addressee, with empty lines between */
export function deliveryReports(text: string): DeliveryReport[] {
  return text
    .replace(/\r\n/g, '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n\s*\n/)
    .map(fieldsOf)
    .filter((fields) => fields.has('action'))
    .map(reportOf);
}

function fieldsOf(block: string): Map<string, string> {
  const pairs = block.split('\n').map((line) => /^([A-Za-z-]+):\s*(.*)$/.exec(line));
  return new Map(
    pairs.flatMap((pair) => (pair ? [[(pair[1] ?? '').toLowerCase(), (pair[2] ?? '').trim()]] : [])),
  );
}

const ACTIONS = ['failed', 'delayed', 'delivered'] as const;

function reportOf(fields: ReadonlyMap<string, string>): DeliveryReport {
  const said = (fields.get('action') ?? '').toLowerCase();
  const action = ACTIONS.find((one) => said.startsWith(one)) ?? 'other';
  const diagnostic = (fields.get('diagnostic-code') ?? '').replace(/^[^;]*;\s*/, '');
  const status = statusOf(fields.get('status') ?? '', diagnostic);
  const recipients = ['original-recipient', 'final-recipient'].flatMap((name) => {
    const address = /;\s*<?([^\s<>]+)>?/.exec(fields.get(name) ?? '')?.[1];
    return address ? [address.toLowerCase()] : [];
  });
  return { action, status, recipients, noMailbox: action === 'failed' && isNoMailbox(status, diagnostic) };
}

/** A status that says nothing (5.0.0) gives way to the one that the other server said. */
function statusOf(status: string, diagnostic: string): string | null {
  const own = /^([245]\.\d{1,3}\.\d{1,3})\b/.exec(status)?.[1] ?? null;
  if (own !== null && !own.endsWith('.0.0')) return own;
  return /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(diagnostic)?.[1] ?? own;
}
