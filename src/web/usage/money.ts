import type { Money } from '../../protocol/cost.ts';
import { language, languageTag } from '../i18n/i18n.svelte.ts';

/** An amount with its sign, as exact as small ones need: `¥12.30`, `¥0.0042`. */
export function moneyText({ currency, micros }: Money): string {
  const amount = micros / 1e6;
  const isSmall = amount > 0 && amount < 1;
  return new Intl.NumberFormat(languageTag(language.locale), {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    // Two digits that count, whatever stands before them.
    ...(isSmall
      ? { minimumFractionDigits: 2, maximumFractionDigits: 1 - Math.floor(Math.log10(amount)) }
      : {}),
  }).format(amount);
}

/** Side by side: yuan and dollars are never added up. */
export const moneyTexts = (amounts: readonly Money[]): string => amounts.map(moneyText).join(' + ');

export const countText = (count: number): string =>
  new Intl.NumberFormat(languageTag(language.locale)).format(count);

/** For where there is little room: `1.2M`, `120万`. */
export const shortText = (count: number): string =>
  new Intl.NumberFormat(languageTag(language.locale), {
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(count);
