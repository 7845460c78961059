import type { Browser } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

/**
 * The longest task of the page's main thread under each of its marks (`performance.mark`), in milliseconds of the
 * processor: what else the machine does meanwhile does not count.
 */
export async function longestTasks(browser: Browser, run: () => Promise<void>): Promise<Map<string, number>> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const traceConfig = {
    includedCategories: ['disabled-by-default-devtools.timeline', 'blink.user_timing'],
    excludedCategories: ['*'],
  };
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
  await run();
  const whole = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await whole;
  await session.detach();
  return longestUnder(events);
}

const marked = /^(?:ours|late|bare|pause)\b/;

function longestUnder(events: readonly TraceEvent[]): Map<string, number> {
  const marks = events.filter(({ cat, name }) => cat.includes('blink.user_timing') && marked.test(name));
  const [first] = marks;
  const ofThread = (event: TraceEvent): boolean => event.pid === first?.pid && event.tid === first.tid;
  const tasks = events.filter((event) => event.name === 'RunTask' && ofThread(event));
  const inOrder = marks.toSorted((one, other) => one.ts - other.ts);
  const longest = new Map<string, number>();
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    const label = inOrder.findLast((mark) => mark.ts <= ts + dur)?.name;
    if (label !== undefined) longest.set(label, Math.max(longest.get(label) ?? 0, tdur / 1_000));
  }
  return longest;
}
