import { Card } from 'antd';
import type { ReactNode } from 'react';

type Props = { title: string; extra?: ReactNode; children: ReactNode };

/** A part of the card under a heading that a screen reader and a test can name. */
export function Section({ title, extra, children }: Props) {
  return (
    <section aria-label={title} className="account-section">
      <Card size="small" title={<h2>{title}</h2>} extra={extra}>
        {children}
      </Card>
    </section>
  );
}
