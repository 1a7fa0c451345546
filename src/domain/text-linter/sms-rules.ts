import { LONGEST_SMS_CHARACTERS, smsSegments } from '../sms-segments';
import { fieldOf, isFieldName } from '../text-fields';
import { parseTemplate } from '../text-template';
import type { Finding } from './finding';
import { longestText } from './longest';

const LINK =
  /https?|www\.|(?:[a-z0-9-]+\.)+(?:com|cn|net|org|top|xyz|cc|vip|io|me|shop|ltd|link|ink|club)(?![a-z])|[a-z0-9]+\.[a-z]{2,}\/|t\.cn/;
const SYMBOL = /[¥￥＄$★☆【】『』〖〗◆◇●○■□▲△▼→←↑↓※〓§\p{Extended_Pictographic}]/u;

/** What the provider asks of a template (its rules on content, variables and length). */
export function smsFindings(source: string, limits: readonly number[] | null): Finding[] {
  const plain = source
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u200b-\u200f\u2060\ufeff\u00ad]/g, '');
  const link = LINK.exec(plain)?.[0];
  const symbol = SYMBOL.exec(source)?.[0];
  return [
    ...(link
      ? [
          error(
            'provider_symbols',
            `短信里不能有链接：「${link}」`,
            `no link in a text message: ${link}`,
            link,
          ),
        ]
      : []),
    ...(symbol
      ? [error('provider_symbols', `短信里不能有「${symbol}」`, `no ${symbol} in a text message`, symbol)]
      : []),
    ...(/[\r\n]/.test(source)
      ? [error('provider_symbols', '短信须是一行', 'a text message is one line', '')]
      : []),
    ...variables(source),
    ...length(source, limits),
  ];
}

function variables(source: string): Finding[] {
  const nodes = parseTemplate(source).lines.flat();
  const varies = (index: number) => {
    const node = nodes[index];
    return node?.kind === 'field' && !(isFieldName(node.name) && fieldOf(node.name).fixed);
  };
  const side = nodes.findIndex((_, index) => varies(index) && varies(index + 1));
  const words = nodes.flatMap((node) => (node.kind === 'text' ? [...node.text] : []));
  const said = words.filter((one) => /\p{Letter}/u.test(one)).length;
  return [
    ...(side >= 0
      ? [error('fields_adjacent', '两个变量不能紧挨着', 'two variables stand side by side', '')]
      : []),
    ...(said < 2 ? [error('fields_only', '不能全是变量', 'there is nothing but variables', '')] : []),
  ];
}

function length(source: string, limits: readonly number[] | null): Finding[] {
  const text = longestText(source, 'sms', { limits });
  const segments = smsSegments(text);
  if (text.length > LONGEST_SMS_CHARACTERS) {
    return [
      error('sms_length', `按最长变量 ${text.length} 字，超过 ${LONGEST_SMS_CHARACTERS} 字`, 'too long', ''),
    ];
  }
  if (segments <= 1) return [];
  const zh = `按最长变量连签名 ${text.length} 字，计费 ${segments} 条；到时有更短的同类文本就改用`;
  const en = `${text.length} characters with the longest variables, billed as ${segments} messages`;
  return [{ rule: 'sms_segments', severity: 'warning', zh, en, excerpt: '' }];
}

function error(rule: string, zh: string, en: string, excerpt: string): Finding {
  return { rule, severity: 'error', zh, en, excerpt };
}
