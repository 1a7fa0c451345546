import type { RulesOfPlace } from '../domain/rule-packs/merge';
import { smsSegments } from '../domain/sms-segments';
import { TEXTS, type TextCode, templateIdOf } from '../domain/text-codes';
import { errorsOf, type Finding } from '../domain/text-linter/finding';
import { lintText } from '../domain/text-linter/lint';
import { longestText } from '../domain/text-linter/longest';
import { activeText } from '../messaging/active-texts';
import { smsLimitsOf } from '../messaging/sms-limits';
import { providerBody, variablesOf } from '../messaging/templates';
import { signatureOf } from '../messaging/text-facts';

export type CommunityOfTexts = {
  name: string;
  companyName: string;
  servicePhone: string;
  messaging: unknown;
};

export type TextPreview = {
  subject: string | null;
  /** With the longest that each field can say, all conditional parts there */
  text: string;
  characters: number;
  /** Text messages: as how many it is billed; null for what is not counted so */
  segments: number | null;
  /** Text messages: as the provider is asked to approve it, and what {1}, {2} … are */
  provider: { body: string; variables: string[] } | null;
};

export type Judgement = { accepted: boolean; findings: Finding[]; preview: TextPreview };

/** A wording as it would arrive at its longest, and what the linter says of it. `version` names the template whose limits count. */
export function judgeText(
  community: CommunityOfTexts,
  { code, version, subject, body }: { code: TextCode; version: number; subject: string | null; body: string },
  rules: RulesOfPlace,
): Judgement {
  const { form } = TEXTS[code];
  const limits = smsLimitsOf(community.messaging).get(templateIdOf(code, version)) ?? null;
  const findings = lintText({ code, subject, body }, limits, rules);
  const fixed = { 公司: community.companyName, 小区: community.name, 服务电话: community.servicePhone };
  const options = { limits, fixed, signature: signatureOf(community.companyName) };
  const text = longestText(body, form, options);
  const parsed = activeText({ code, version, subject, body });
  const facts = {
    companyName: community.companyName,
    communityName: community.name,
    servicePhone: community.servicePhone,
  };
  return {
    accepted: errorsOf(findings).length === 0,
    findings,
    preview: {
      subject: subject === null ? null : longestText(subject, form, options),
      text,
      characters: text.length,
      segments: form === 'sms' ? smsSegments(text) : null,
      provider: form === 'sms' ? { body: providerBody(parsed, facts), variables: variablesOf(parsed) } : null,
    },
  };
}
