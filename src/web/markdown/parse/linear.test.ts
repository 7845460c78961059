import { Session } from 'node:inspector/promises';
import { afterAll, expect, test } from 'vitest';

// Blocks are counted in what is compiled from here on, so the parser comes after.
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
const { parseInline } = await import('./inline.ts');
const { someNames } = await import('./streaming.ts');
const { BlockParser } = await import('./blocks.ts');
const { Tree } = await import('./tree.ts');

afterAll(() => session.disconnect());

/**
 * How many blocks of the parser's code run for a text: what it costs, on any machine at any time. Calls are left out, since
 * those of functions that became part of others are not counted.
 */
async function stepsOf(read: () => void): Promise<number> {
  await session.post('Profiler.takePreciseCoverage');
  read();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const ours = result.filter(({ url }) => url.includes('/markdown/parse/'));
  const ranges = ours.flatMap(({ functions }) => functions.flatMap((one) => one.ranges.slice(1)));
  return ranges.reduce((sum, { count }) => sum + count, 0);
}

const stepsFor = (source: string, open: boolean): Promise<number> =>
  stepsOf(() => parseInline(source, someNames, { open, before: '' }));

/** What a text costs that comes in pieces of 50 units. */
const blockStepsFor = (source: string): Promise<number> =>
  stepsOf(() => {
    const parser = new BlockParser(new Tree());
    for (let at = 0; at < source.length; at += 50) parser.write(source.slice(at, at + 50));
    parser.end();
  });

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
  'addresses that are too long': (count) => 'http://a'.repeat(count),
  'addresses that are too long and hold brackets': (count) => 'http://a[]'.repeat(count),
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

const blockShapes: Record<string, (count: number) => string> = {
  'space before a line': (count) => `${' '.repeat(count)}a`,
  'tabs before a line': (count) => `${'\t'.repeat(count)}a`,
  'space within code': (count) => `\`\`\`\n${' '.repeat(count)}a`,
  'space behind a formula': (count) => `$$a$$${' '.repeat(count)}`,
  'backslashes in a formula': (count) => `$$${'\\'.repeat(count)}`,
  'escaped dollars in a formula': (count) => `$$${'\\$'.repeat(count)}`,
  'ends of an environment': (count) => `\\begin{align}${'\\end{'.repeat(count)}`,
  'openers of formulas': (count) => '$$\n'.repeat(count),
  'lines that leave a formula open': (count) => 'a$$\n'.repeat(count),
  quotations: (count) => '> '.repeat(count),
  'quotations within quotations': (count) => `${'>'.repeat(50)}a\n`.repeat(count / 50),
  'lines that a quotation takes along': (count) => `${'>'.repeat(50)}a\n${'b\n'.repeat(count)}`,
  'items in items': (count) => '- '.repeat(count),
  'lines without anything in items': (count) => `${'- '.repeat(40)}a\n${'\n'.repeat(count / 10)}b`,
  'lists in lists': (count) => ['- a\n', '  - a\n', '    - a\n'].join('').repeat(count / 10),
  hyphens: (count) => `a\n${'-'.repeat(count)}`,
  'rows of a table': (count) => `|a|b|\n|-|-|\n${'|a|b|\n'.repeat(count / 5)}`,
  'a long row': (count) => `|a|\n|-|\n${'|a'.repeat(count)}`,
  'heads of tables': (count) => '|a|b|\n'.repeat(count / 5),
  definitions: (count) => '[a]: /u\n'.repeat(count / 5),
  'a definition whose title does not end': (count) => `[a]: /u "${'x\n'.repeat(count)}`,
  'labels without an end': (count) => '[a\n'.repeat(count),
  'fences in items': (count) => '- ```\n'.repeat(count / 5),
  'fences that end nothing': (count) => `~~~\n${'```\n'.repeat(count / 4)}`,
  'marks of headings': (count) => `# a${' #'.repeat(count)}`,
  'tags without an end': (count) => `<b ${'a '.repeat(count)}`,
  'comments without an end': (count) => '<!--\n'.repeat(count / 5),
  footnotes: (count) => '[^a]: '.repeat(count / 5),
};

test.each(Object.keys(blockShapes))(
  'four times as much of this costs about four times as much while it comes: %s',
  async (shape) => {
    const once = await blockStepsFor(blockShapes[shape]!(4_000));
    const four = await blockStepsFor(blockShapes[shape]!(16_000));
    expect(once).toBeGreaterThan(100);
    expect(four / once).toBeLessThan(5.5);
  },
);
