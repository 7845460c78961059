import { failures, type FailureName } from './failures.ts';
import type { Script } from './scenario.ts';

/** Scripts that have a name; each of the failures is one as well. */
export const named: Record<string, Script> = {
  ...Object.fromEntries(Object.keys(failures).map((name) => [name, { error: name as FailureName }])),
  numbered: {},
  flood: { tokens: 20_000, rate: 0 },
  stepped: { stepped: true },
  thinking: { thinking: 10 },
  tools: { toolCalls: [{ name: 'get_weather', arguments: '{"城市": "杭州", "单位": "摄氏"}' }] },
  sources: {
    text: 'Soot and glue make ink.[1] An inkstone grinds it.[2]',
    sources: [
      { title: 'Inkstick', url: 'https://en.wikipedia.org/wiki/Inkstick' },
      { title: 'Inkstone', url: 'https://en.wikipedia.org/wiki/Inkstone' },
    ],
  },
  stall: { stallAfter: 5 },
  silent: { delayMs: Infinity },
  cut: { cutAfter: 5 },
  end: { cutAfter: 5, cut: 'end' },
  moderated: { error: 'output_inspection_failed', errorAfter: 5 },
  gateway: { status: 502, body: 'html' },
  length: { finish: 'length' },
  crlf: { newline: 'crlf' },
  split: { split: 3, text: '一字一字地写，也不会断开：🖋️ naïve café.' },
  pings: { commentEvery: 3 },
  repeats: { partial: 'repeat' },
};
