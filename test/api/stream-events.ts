import type { EventLine } from './event-line.ts';

/** What tests look at in an event of ours. */
export interface Seen {
  seq: number;
  type: string;
  text?: string;
}

interface Control {
  streamNextOffset: string;
  streamCursor: string;
  upToDate?: boolean;
}

export async function eventsOf(response: Response): Promise<Seen[]> {
  return (await response.json()) as Seen[];
}

export function dataOf(line: EventLine): Seen[] {
  return line.events
    .filter(({ event }) => event === 'data')
    .flatMap(({ data }) => JSON.parse(data) as Seen[]);
}

export function controlsOf(line: EventLine): Control[] {
  return line.events
    .filter(({ event }) => event === 'control')
    .map(({ data }) => JSON.parse(data) as Control);
}

/** Whether all that was missed has come. */
export const isLive = (line: EventLine): boolean => controlsOf(line).at(-1)?.upToDate === true;
