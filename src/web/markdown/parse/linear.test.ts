import { Session } from 'node:inspector/promises';
import { afterAll, expect, test } from 'vitest';

// Blocks are counted in what is compiled from here on, so the parser comes after.
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const { parseInline } = await import('./inline.ts');
const { someNames } = await import('./streaming.ts');

afterAll(() => session.disconnect());

/**
 * How many blocks of the parser's code run for a text: what it costs, on any machine at any time. Calls are left out, since
 * those of functions that became part of others are not counted.
 */
async function stepsFor(source: string, open: boolean): Promise<number> {
  await session.post('Profiler.takePreciseCoverage');
  parseInline(source, someNames, { open, before: '' });
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const ours = result.filter(({ url }) => url.includes('/markdown/parse/'));
  const ranges = ours.flatMap(({ functions }) => functions.flatMap((one) => one.ranges.slice(1)));
  return ranges.reduce((sum, { count }) => sum + count, 0);
}

/** The shapes of cmark's `pathological_tests.py`, and of constructs that it does not know. */
const shapes: Record<string, (count: number) => string> = {
  'nested emphasis': (count) => '*a **a '.repeat(count) + 'b** b* '.repeat(count),
  'emphasis that only closes': (count) => 'a_ '.repeat(count),
  'emphasis that only opens': (count) => '_a '.repeat(count),
  'runs of three lengths': (count) => 'a**b'.repeat(count) + 'c* '.repeat(count),
  'openers and closers of two marks': (count) => '*a_ '.repeat(count),
  'a long run that opens and one that closes': (count) => `${'*'.repeat(count)}a${'*'.repeat(count)}`,
  'runs that close and open': (count) => '**a**'.repeat(count),
  'tildes in emphasis': (count) => '*a ~~b '.repeat(count) + 'c* d~~ '.repeat(count),
  'open brackets': (count) => '['.repeat(count),
  'nested brackets': (count) => `${'['.repeat(count)}a${']'.repeat(count)}`,
  'brackets before addresses that do not end': (count) => '[a](<b'.repeat(count),
  'links that do not end': (count) => '[a](b'.repeat(count),
  'titles that do not end': (count) => '[a](b "'.repeat(count),
  'open brackets and parentheses': (count) => '[ (]('.repeat(count),
  'images in images': (count) => '![[]()'.repeat(count),
  'links in images in links': (count) => '[![a](b '.repeat(count) + ')](c)'.repeat(count),
  'emphasis across links': (count) => '**x [a*b**c*](d)'.repeat(count),
  'names behind names': (count) => '[a]['.repeat(count),
  'footnotes that do not end': (count) => '[^'.repeat(count),
  'backticks of growing lengths': (count) =>
    Array.from({ length: Math.sqrt(32 * count) }, (_, length) => `e${'`'.repeat(length)}`).join(''),
  'comments that do not end': (count) => '<!--'.repeat(count),
  'instructions that do not end': (count) => '<?'.repeat(count),
  'declarations that do not end': (count) => '<!A '.repeat(count),
  'sections that do not end': (count) => '<![CDATA['.repeat(count),
  'tags in quotes of tags': (count) => `<a x='<b y="`.repeat(count),
  'tags with attributes that hold tags': (count) => `<a x="<a y='" z="' w='`.repeat(count),
  'single dollars': (count) => '$x'.repeat(count),
  'double dollars around single ones': (count) => '$$a$ '.repeat(count),
  'formulas in brackets': (count) => '\\(\\['.repeat(count),
  'texts in a formula': (count) => `$$${'\\text{'.repeat(count)}中$$`,
  'schemes alone': (count) => 'http://'.repeat(count),
  'addresses in brackets': (count) => 'http://a]'.repeat(count),
  'an address with many parentheses behind it': (count) => `http://a${')'.repeat(count)}`,
  'names of mailboxes': (count) => 'a@'.repeat(count),
  'a name of a mailbox without end': (count) => `${'a_'.repeat(count)}@b.c`,
  'www without end': (count) => 'www.'.repeat(count),
  entities: (count) => '&a'.repeat(count),
  backslashes: (count) => '\\\\'.repeat(count),
  'spaces before a line': (count) => `a${' '.repeat(count)}b`.repeat(2),
  words: (count) => 'The quick **brown** fox, 而且 `code`. '.repeat(count),
};

test.each(Object.keys(shapes))(
  'four times as much of this costs about four times as much: %s',
  async (shape) => {
    for (const open of [false, true]) {
      const once = await stepsFor(shapes[shape]!(500), open);
      const four = await stepsFor(shapes[shape]!(2_000), open);
      expect(once).toBeGreaterThan(250);
      // One step in each place for each place would be sixteen times as much.
      expect(four / once).toBeLessThan(5.5);
    }
  },
);
