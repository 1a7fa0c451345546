import type { Context } from '../context';
import type { Channel } from '../domain/channel';
import { providerOf } from '../messaging/registry';
import type { RenderedText } from '../messaging/texts';
import type { ClaimFacts } from './claim-facts';

/**
 * The text of a channel as it will reach him. What the community's account with its provider cannot send — a template that was not applied
 * for, a value that is longer than was approved — is passed over as if it were closed, and the next alternative is tried.
 *
 * @param render with the ids of templates that are closed
 */
export function fittedText<T extends { text: RenderedText }>(
  context: Pick<Context, 'providers'>,
  channel: Channel,
  { community }: Pick<ClaimFacts, 'community'>,
  closed: ReadonlySet<string>,
  render: (closed: ReadonlySet<string>) => T | null,
): T | null {
  const provider =
    channel === 'sms' || channel === 'email' ? providerOf(context.providers, community, channel) : null;
  const passed = new Set(closed);
  for (;;) {
    const rendered = render(passed);
    if (!rendered || !provider?.fit) return rendered;
    const { templateId } = rendered.text;
    const fitted = provider.fit(community.messaging, rendered.text);
    if (fitted.ok) return { ...rendered, text: { ...rendered.text, text: fitted.text } };
    if (passed.has(templateId)) return null;
    passed.add(templateId);
  }
}
