import type { Place } from './place.ts';

/** A number that the server counts, as it stands now. */
export async function metric(
  { caller }: Pick<Place, 'caller'>,
  name: string,
  signal: AbortSignal,
): Promise<number> {
  const { fetch, origin } = caller;
  const text = await (await fetch(`${origin}/metrics`, { signal })).text();
  const [, value] = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text) ?? [];
  if (value === undefined) throw new Error(`the server does not count ${name}`);
  return Number(value);
}

/** Asks again and again until the number is so. */
export async function untilMetric(
  place: Pick<Place, 'caller'>,
  name: string,
  isSo: (value: number) => boolean,
  signal: AbortSignal,
): Promise<void> {
  while (!isSo(await metric(place, name, signal))) signal.throwIfAborted();
}
