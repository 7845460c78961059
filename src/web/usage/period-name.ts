import { language, languageTag } from '../i18n/i18n.svelte.ts';

/** `2026-11-23` and `2026-11` as one says them in a list. */
export const periodName = (period: string): string =>
  period.length === 10
    ? said(period, { month: 'short', day: 'numeric', weekday: 'short' })
    : said(`${period}-01`, { year: 'numeric', month: 'short' });

/** `2026-11-23` as one says it by itself. */
export const dateName = (day: string): string =>
  said(day, { year: 'numeric', month: 'short', day: 'numeric' });

function said(day: string, how: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(languageTag(language.locale), { timeZone: 'UTC', ...how }).format(
    new Date(day),
  );
}
