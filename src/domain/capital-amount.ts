import type { Fen } from './money';

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const PLACES = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '万亿'];

/** The four digits of one group, without a 零 in front. */
function group(value: number): string {
  let text = '';
  let gap = false;
  for (let place = 3; place >= 0; place -= 1) {
    const digit = Math.floor(value / 10 ** place) % 10;
    if (digit > 0) text += `${gap && text !== '' ? '零' : ''}${DIGITS[digit]}${PLACES[place]}`;
    gap = digit === 0;
  }
  return text;
}

function wholeYuan(yuan: number): string {
  let text = '';
  let skipped = false;
  for (let index = GROUPS.length - 1; index >= 0; index -= 1) {
    const value = Math.floor(yuan / 10_000 ** index) % 10_000;
    if (value > 0) {
      const gap = text !== '' && (skipped || value < 1000);
      text += `${gap ? '零' : ''}${group(value)}${GROUPS[index]}`;
    }
    skipped = value === 0;
  }
  return text;
}

/**
 * The amount in capitals (大写), as on bills and notices: `119784` → 壹仟壹佰玖拾柒元捌角肆分.
 * Source: 支付结算办法, appendix 1 (正确填写票据和结算凭证的基本规定); 整 follows yuan and jiao, never fen.
 */
export function capitalAmount(amount: Fen): string {
  const magnitude = Math.abs(amount);
  const yuan = Math.floor(magnitude / 100);
  const jiao = Math.floor(magnitude / 10) % 10;
  const cents = magnitude % 10;
  if (magnitude === 0) return '零元整';
  let text = yuan > 0 ? `${wholeYuan(yuan)}元` : '';
  if (jiao > 0) text += `${DIGITS[jiao]}角`;
  else if (cents > 0 && yuan > 0) text += '零';
  text += cents > 0 ? `${DIGITS[cents]}分` : '整';
  return amount < 0 ? `负${text}` : text;
}
