/**
 * A text as an eye reads it that wants to: without the spaces, marks and invisible characters that are put between the letters of a
 * word, in half width, small letters and simplified characters. Rules look for words in this, so that 征 信, 征-信, 徵信 and
 * 征\u200b信 are 征信.
 */
export type Squeezed = { text: string; at: readonly number[] };

/** Stands for a field: words do not join across what a field says. */
export const FIELD_MARK = '\uE000';

/** Stands for the end of a sentence, where ends of sentences are marked. */
export const SENTENCE_MARK = '\uE002';
const SENTENCE_END = /[。！？!?；;\n\r]/;

/** Traditional and look-alike characters of the words that rules know; a test holds the list against them. */
const SIMPLE: ReadonlyMap<string, string> = new Map(
  (
    '徵征 徴征 訴诉 訟讼 單单 電电 斷断 門门 鄰邻 領领 導导 開开 揚扬 樓楼 業业 戶户 戸户 帳账 賬账 帐账 違违 約约 滯滞 納纳 個个 錢钱 罰罚 強强 强强 ' +
    '執执 獄狱 記记 錄录 錄录 檔档 報报 暴曝 體体 網网 視视 聞闻 屬属 親亲 監监 禁禁 車车 輛辆 進进 閘闸 氣气 熱热 煖暖 關关 閉闭 鎖锁 閥阀 ' +
    '給给 轉转 匯汇 號号 碼码 銀银 黨党 賴赖 恥耻 騷骚 擾扰 責责 歸归 後后 果果 嚴严 厲厉 懲惩 絕绝 對对 處处 條条 餘余 會会 議议 棄弃 權权 ' +
    '時时 認认 無无 異异 終终 釋释 證证 傳传 員员 雙双 學学 務务 師师 審审 買买 賣卖 備备 裝装 費费 繳缴 負负 額额 數数 賠赔 償偿 貸贷 ' +
    '萬万 與与 為为 爲为 過过 還还 這这 經经 發发 現现 實实 際际 長长 問问 間间 題题 聯联 絡络 繫系 係系 點点 擊击 鏈链 廣广 懸悬 榜榜 ' +
    '羣群 衆众 寘置 氺水 摧催 欵款 缼缺 夨失 佉法 灋法 頼赖 拋抛 誠诚 譽誉 髒脏 貼贴 欄栏 廳厅 濟济 產产 凍冻 結结 淸清 請请 將将 區区 園园 遲迟 勞劳 ' +
    '續续 麼么 麽么 鐵铁 飛飞 機机 員员 團团 選选 項项 飾饰 聽听 讓让 誰谁 說说 話话 謊谎 騙骗 惡恶 傷伤 孫孙 媽妈 爺爷 婦妇 兒儿'
  )
    .split(' ')
    .map((pair): [string, string] => [pair.charAt(0), pair.slice(1)]),
);

const LETTER = /[\p{Script=Han}a-z0-9]/u;

type Conditions = 'kept' | 'left_out';
type Sentences = 'marked' | 'joined';

/**
 * @param conditions whether the parts on a condition 〔若…：…〕 are there: a word may be hidden in either text
 * @param sentences whether their ends are marked: several words belong together only within one
 */
export function squeeze(body: string, conditions: Conditions, sentences: Sentences = 'joined'): Squeezed {
  let text = '';
  const at: number[] = [];
  let index = 0;
  let inside = false;
  for (const token of tokensOf(body)) {
    const [kind, source] = token;
    if (kind === 'begin') inside = true;
    else if (kind === 'end') inside = false;
    else if (!inside || conditions === 'kept') {
      const said =
        kind === 'field'
          ? FIELD_MARK
          : sentences === 'marked' && SENTENCE_END.test(source)
            ? SENTENCE_MARK
            : (rateOf(source, text) ?? lettersOf(source));
      for (const letter of said) {
        text += letter;
        for (let unit = 0; unit < letter.length; unit += 1) at.push(index);
      }
    }
    index += source.length;
  }
  return { text, at };
}

/** Without Latin letters and digits: 征1信, 停x水. */
export function hanOf({ text, at }: Squeezed): Squeezed {
  const kept: number[] = [];
  let han = '';
  for (let index = 0; index < text.length; index += 1) {
    const letter = text.charAt(index);
    if (/[a-z0-9\uE003\uE004]/.test(letter)) continue;
    han += letter;
    kept.push(at[index] ?? 0);
  }
  return { text: han, at: kept };
}

function* tokensOf(body: string): Generator<['field' | 'begin' | 'end' | 'text', string]> {
  for (const [token] of body.matchAll(/\{[^{}〔〕\n]*\}|〔若[^：:〔〕{}\n]*[：:]|〕|[\s\S]/gu)) {
    if (token.length > 1 && token.startsWith('{')) yield ['field', token];
    else if (token.length > 1 && token.startsWith('〔')) yield ['begin', token];
    else yield [token === '〕' ? 'end' : 'text', token];
  }
}

/** A percent or per mille that follows a figure is a rate; between letters it is a mark like any other. */
function rateOf(source: string, before: string): string | null {
  if (!/[0-9]$/.test(before)) return null;
  if (/[%％]/.test(source)) return '\uE003';
  return source === '‰' ? '\uE004' : null;
}

function lettersOf(source: string): string {
  let letters = '';
  const plain = source.normalize('NFKC').toLowerCase();
  // a sign like ㊙ is a mark, though it is written with a character
  if (/\p{So}/u.test(source) && !/[a-z0-9]/.test(plain)) return letters;
  for (const one of plain) {
    const simple = SIMPLE.get(one) ?? one;
    if (LETTER.test(simple)) letters += simple;
  }
  return letters;
}
