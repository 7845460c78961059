const CHINESE = '零一二三四五六七八九';
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };
const ENGLISH = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const ORDINALS = [
  '',
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];

/** `两千五百`, `12`, `1,000`, `3万`. */
export function chineseNumber(written: string): number {
  const text = written.replaceAll(',', '').replaceAll('两', '二');
  const [high = '', low] = text.split('万');
  return low === undefined
    ? belowTenThousand(high)
    : belowTenThousand(high || '一') * 10_000 + belowTenThousand(low);
}

function belowTenThousand(text: string): number {
  let sum = 0;
  let digit: number | undefined;
  for (const [part] of text.matchAll(/\d+|./gu)) {
    const unit = UNITS[part];
    if (unit !== undefined) sum += (digit ?? 1) * unit;
    digit = unit === undefined ? digitOf(part) : undefined;
  }
  return sum + (digit ?? 0);
}

function digitOf(part: string): number {
  return /^\d+$/.test(part) ? Number(part) : Math.max(0, CHINESE.indexOf(part));
}

/** `two`, `12`, `1,000`. */
export function englishNumber(written: string): number {
  const index = ENGLISH.indexOf(written.toLowerCase());
  return index >= 0 ? index : Number(written.replaceAll(',', ''));
}

/** `second`, `2nd`. */
export function englishOrdinal(written: string): number {
  const index = ORDINALS.indexOf(written.toLowerCase());
  return index > 0 ? index : Number.parseInt(written, 10);
}

export function asEnglish(number: number): string {
  return ENGLISH[number] ?? String(number);
}

export function asEnglishOrdinal(number: number): string {
  if (number >= 1 && number < ORDINALS.length) return ORDINALS[number] ?? '';
  const ending = { one: 'st', two: 'nd', few: 'rd' } as Partial<Record<Intl.LDMLPluralRule, string>>;
  return `${number}${ending[new Intl.PluralRules('en', { type: 'ordinal' }).select(number)] ?? 'th'}`;
}

export function asChinese(number: number): string {
  if (number > 99) return String(number);
  if (number < 10) return CHINESE[number] ?? '';
  const tens = Math.floor(number / 10);
  return `${tens > 1 ? CHINESE[tens] : ''}十${number % 10 > 0 ? CHINESE[number % 10] : ''}`;
}
