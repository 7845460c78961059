// What does it cost to read an answer while it grows, in each of the parsers that are made for it or used for it?
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { type Benchmark, figure, tableRow } from './report.ts';
import { Child } from './rig/child.ts';
import { installRivals, rivalsDir, versionOf } from './rig/rivals.ts';
import { answerOf, type Kind, kinds } from './rig/streams.ts';

interface Parser {
  name: string;
  /** Absolute, of a module with `open()`. */
  file: string;
  /** Whose version counts, and when that was released; null: this checkout's. */
  packageName: string | null;
  released: string;
}

type ParsingCalls = {
  growth: {
    args: { text: string; pieceLength: number; betweenLength: number; limitMs: number; edgeLimitMs: number };
    reply: Growth | { error: string };
  };
  differs: { args: { texts: string[] }; reply: { differs: boolean; html: string | null }[] };
};

/** Microseconds a character in the first and in the last 10 KB; `totalMs`: null where it took longer than anybody waits. */
interface Growth {
  firstMicros: number;
  lastMicros: number;
  totalMs: number | null;
}

const rival = (name: string, packageName: string, released: string, file: string): Parser => ({
  name,
  file: `${rivalsDir}parsers/${file}.js`,
  packageName,
  released,
});

const parsers: readonly Parser[] = [
  {
    name: 'Inkstone',
    file: fileURLToPath(new URL('./rig/our-parser.ts', import.meta.url)),
    packageName: null,
    released: '',
  },
  rival('`marked`, last block again', 'marked', '2026-11-09', 'marked'),
  rival('`markdown-it`, last block again', 'markdown-it', '2026-10-16', 'markdown-it'),
  rival('`@lezer/markdown`, fragments', '@lezer/markdown', '2026-10-19', 'lezer'),
  rival('`@incremark/core`', '@incremark/core', '2026-08-23', 'incremark'),
  rival('`@incremark/core`, micromark', '@incremark/core', '2026-08-23', 'incremark-micromark'),
  rival('`@humanspeak/svelte-markdown`', '@humanspeak/svelte-markdown', '2026-09-16', 'humanspeak'),
  rival('`streaming-markdown-html`', 'streaming-markdown-html', '2026-09-23', 'streaming-markdown-html'),
];

/** Pieces of a dozen characters, 2,000 a second, drawn 60 times a second. */
const pieceLength = 12;
const frameLength = 400;
const limitMs = 3000;
const edgeLimitMs = 500;

export const markdownParsers: Benchmark = async function* () {
  await installRivals();
  const measured: Measured[] = [];
  for (const parser of parsers) measured.push(await measure(parser));
  yield* table(
    ['parser', 'version', 'released', 'gzipped', 'streams as whole', 'CommonMark 0.31.2'],
    measured.map(factsOf),
  );
  yield `\nA frame at a time (${frameLength} characters): all of it, and a character of the last 10 KB against one of the first.`;
  yield* table(
    ['CPU ms, growth', ...kinds],
    measured.map(({ parser, frames }) => [parser.name, ...kinds.map((kind) => growthOf(frames[kind]))]),
  );
  yield `\nA piece at a time (${pieceLength} characters): µs a character in the last 10 KB, and against the first.`;
  yield* table(
    ['CPU µs, growth', ...kinds],
    measured.map(({ parser, pieces }) => [parser.name, ...kinds.map((kind) => lastOf(pieces[kind]))]),
  );
};

interface Measured {
  parser: Parser;
  kilobytes: number;
  same: number;
  right: number | null;
  frames: Record<Kind, Growth | null>;
  pieces: Record<Kind, Growth | null>;
}

interface Example {
  markdown: string;
  html: string;
}

const requireRival = createRequire(`${rivalsDir}package.json`);

async function measure(parser: Parser): Promise<Measured> {
  await using child = await Child.start<ParsingCalls>('../rivals/parsing.js', {
    env: { BENCH_PARSER: parser.file },
  });
  const { tests } = requireRival('commonmark-spec') as { tests: Example[] };
  const texts = [
    ...tests.map(({ markdown }) => markdown.replaceAll('→', '\t')),
    answerOf('mixed', { length: 3000 }),
  ];
  const read = await child.ask('differs', { texts });
  const isRight = (html: string, index: number): boolean =>
    plain(read[index]!.html!) === plain(html.replaceAll('→', '\t'));
  return {
    parser,
    kilobytes: await gzippedKilobytes(parser.file),
    same: read.filter(({ differs }) => !differs).length / read.length,
    right:
      read[0]!.html === null
        ? null
        : tests.filter(({ html }, index) => isRight(html, index)).length / tests.length,
    frames: await eachKind((kind) => growth(child, kind, { pieceLength: frameLength, limitMs })),
    pieces: await eachKind((kind) => growth(child, kind, { pieceLength, limitMs: 0 })),
  };
}

async function eachKind(
  measureKind: (kind: Kind) => Promise<Growth | null>,
): Promise<Record<Kind, Growth | null>> {
  const all: Partial<Record<Kind, Growth | null>> = {};
  for (const kind of kinds) all[kind] = await measureKind(kind);
  return all as Record<Kind, Growth | null>;
}

/** null: it throws. What a limit of 0 leaves out comes in one piece. */
async function growth(
  child: Child<ParsingCalls>,
  kind: Kind,
  cut: { pieceLength: number; limitMs: number },
): Promise<Growth | null> {
  const shared = { ...cut, betweenLength: frameLength, edgeLimitMs };
  // Once before, so that it is compiled.
  await child.ask('growth', {
    ...shared,
    text: answerOf(kind, { length: 21_000 }),
    pieceLength: frameLength,
  });
  const found = await child.ask('growth', { ...shared, text: answerOf(kind) });
  return 'error' in found ? null : found;
}

/** What a page would load of it. */
async function gzippedKilobytes(file: string): Promise<number> {
  const entry = `export { open } from ${JSON.stringify(file)};`;
  const bundle = await rolldown({
    input: 'entry',
    platform: 'browser',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? id : null),
        load: (id) => (id === 'entry' ? entry : null),
      },
    ],
  });
  const { output } = await bundle.generate({ minify: true, codeSplitting: false });
  await bundle.close();
  return gzipSync(output[0].code).length / 1024;
}

/** Where browsers see no difference, there is none. */
function plain(html: string): string {
  return html
    .replaceAll(/\s*\/?>/g, '>')
    .replaceAll('&quot;', '"')
    .replaceAll(/>\s+</g, '><')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function* table(columns: readonly string[], rows: readonly (readonly string[])[]): Generator<string> {
  yield '';
  yield tableRow(columns);
  yield tableRow(columns.map(() => '---'));
  for (const cells of rows) yield tableRow(cells);
}

const factsOf = ({ parser, kilobytes, same, right }: Measured): string[] => [
  parser.name,
  parser.packageName === null ? 'this one' : versionOf(parser.packageName),
  parser.released,
  `${figure(kilobytes)} KB`,
  percent(same),
  right === null ? 'makes no HTML' : percent(right),
];

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const growthOf = (growth: Growth | null): string =>
  growth === null
    ? 'throws'
    : `${growth.totalMs === null ? `> ${limitMs}` : figure(growth.totalMs)}, ${ratioOf(growth)}`;

const lastOf = (growth: Growth | null): string =>
  growth === null ? 'throws' : `${figure(growth.lastMicros)}, ${ratioOf(growth)}`;

/** What is too brief for the system's clock of a thread has no ratio. */
function ratioOf({ firstMicros, lastMicros }: Growth): string {
  const ratio = lastMicros / firstMicros;
  return Number.isFinite(ratio) ? `${ratio.toFixed(1)}x` : '–';
}
