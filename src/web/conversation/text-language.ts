const looksAt = 400;

/**
 * The language of a text by its letters, for `lang`: it picks the glyphs, the space between lines and the voice of a
 * screen reader. Empty for the many languages that letters do not tell apart.
 */
export function textLanguage(text: string): 'zh' | 'ja' | 'ko' | '' {
  const sample = text.slice(0, looksAt);
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(sample)) return 'ja';
  if (/\p{Script=Hangul}/u.test(sample)) return 'ko';
  const han = sample.match(/\p{Script=Han}/gu)?.length ?? 0;
  // A Chinese letter says as much as a few Latin ones.
  return han * 8 >= sample.length ? 'zh' : '';
}
