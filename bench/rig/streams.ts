// What a model says in the benches of the page: the same letters in every run, whoever draws them.

export const kinds = ['mixed', 'code', 'table', 'list', 'paragraph', 'quote', 'formula'] as const;
export type Kind = (typeof kinds)[number];

/** In UTF-16 units. A formula is the shortest: nobody writes longer ones, and what grows shows at that length already. */
const lengths: Record<Kind, number> = {
  mixed: 100_000,
  code: 50_000,
  table: 90_000,
  list: 100_000,
  paragraph: 100_000,
  quote: 50_000,
  formula: 50_000,
};

/** The same for the same seed. `mixed` is what answers are made of; each of the others is one block. */
export function answerOf(kind: Kind, { length = lengths[kind], seed = 1 } = {}): string {
  const { before = '', after = '' } = writers[kind];
  return before + unitsOf(kind, randomFrom(seed), length - before.length - after.length) + after;
}

/** A text that is told in parts: what is shown of it once a part is there, is this. */
export interface Part {
  text: string;
  mark: string;
}

const edge = 10_000;

/** An answer in four: its first 10 KB, what is between, its last 10 KB, and what closes it. Each ends with a word of its own. */
export function partsOf(kind: Kind): [first: Part, between: Part, last: Part, end: Part] {
  const random = randomFrom(1);
  const { before = '', after = '', marked } = writers[kind];
  const part = (mark: string, length: number): Part => ({
    text: unitsOf(kind, random, length) + marked(mark),
    mark,
  });
  const first = part('firstmark', edge);
  return [
    { ...first, text: before + first.text },
    part('betweenmark', lengths[kind] - 2 * edge),
    part('lastmark', edge),
    { text: `${after}\n\nendmark\n`, mark: 'endmark' },
  ];
}

function unitsOf(kind: Kind, random: Random, length: number): string {
  let text = '';
  for (let index = 0; text.length < length; index++) text += writers[kind].next(random, index);
  return text;
}

interface Writer {
  before?: string;
  after?: string;
  next(random: Random, index: number): string;
  /** What holds this word and nothing else. */
  marked(word: string): string;
}

interface Random {
  /** A whole number below `end`. */
  below(end: number): number;
  oneOf<Item>(items: readonly Item[]): Item;
}

const writers: Record<Kind, Writer> = {
  mixed: {
    next: (random, index) => `${sections[index % sections.length]!(random, index)}\n\n`,
    marked: (word) => `${word}\n\n`,
  },
  code: { before: '```ts\n', after: '```\n', next: codeLine, marked: (word) => `${word}\n` },
  table: {
    before: '| 项目 | Amount | Note |\n| --- | ---: | :-: |\n',
    next: tableRow,
    marked: (word) => `| ${word} | 0 | - |\n`,
  },
  list: { next: listItem, marked: (word) => `- ${word}\n` },
  paragraph: { next: (random) => `${sentence(random)} `, marked: (word) => `${word} ` },
  quote: {
    next: (random) => `> ${sentence(random)} ${sentence(random)}\n`,
    marked: (word) => `> ${word}\n`,
  },
  formula: {
    before: '$$\n\\begin{aligned}\n',
    after: '\\end{aligned}\n$$\n',
    next: formulaLine,
    marked: (word) => `\\text{${word}} \\\\\n`,
  },
};

const sections: readonly ((random: Random, index: number) => string)[] = [
  (random, index) => `## ${index + 1}. ${words(random, english, 4)}`,
  (random) => sentences(random, 4),
  (random) => sentences(random, 3),
  (random) => `\`\`\`ts\n${lines(18, (index) => codeLine(random, index))}\`\`\``,
  (random) => sentences(random, 3),
  (random) => lines(9, (index) => listItem(random, index)),
  (random) => `| 项目 | Amount | Note |\n| --- | ---: | :-: |\n${lines(8, (row) => tableRow(random, row))}`,
  (random) => `> ${sentence(random)}\n> ${sentence(random)}`,
  (random) => `其中 $x_{${random.below(9)}} = \\sqrt{${random.below(99)}}$，所以 $4 and $5 are prices.`,
  (random) => `$$\n\\sum_{i=0}^{${random.below(99)}} \\frac{x_i^2}{n + ${random.below(9)}}\n$$`,
  (random) => lines(5, (index) => `${index + 1}. ${sentence(random)}\n`),
];

const english = 'the model keeps every word on disk before anybody can read it so nothing is lost'.split(' ');
const chinese = [
  '墨分五色',
  '纸上得来',
  '每一个字',
  '先写入磁盘',
  '再显示出来',
  '不会丢失',
  '慢慢地',
  '因此',
];

const words = (random: Random, from: readonly string[], count: number): string =>
  Array.from({ length: count }, () => random.oneOf(from)).join(' ');

function sentence(random: Random): string {
  const isChinese = random.below(2) === 0;
  const plain = (count: number): string =>
    isChinese
      ? Array.from({ length: count }, () => random.oneOf(chinese)).join('')
      : words(random, english, count);
  const [before, marked, after] = [plain(3), mark(random, plain(2)), plain(4)];
  return isChinese ? `${before}${marked}，${after}。` : `${before} ${marked} ${after}.`;
}

function mark(random: Random, text: string): string {
  const n = random.below(999);
  return random.oneOf([
    `**${text}**`,
    `*${text}*`,
    `\`value${n}\``,
    `[${text}](https://example.com/${n})`,
    text,
    text,
  ]);
}

const sentences = (random: Random, count: number): string =>
  Array.from({ length: count }, () => sentence(random)).join(' ');

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

function codeLine(random: Random, index: number): string {
  const name = random.oneOf(english);
  return random.oneOf([
    `const ${name}${index} = await read('${name}', ${random.below(1000)}); // ${random.oneOf(chinese)}\n`,
    `  if (${name}.length > ${random.below(99)}) return ${name}.map((x) => x * ${index});\n`,
    `export function ${name}${index}(a: number, b: string): void {\n`,
    '}\n\n',
  ]);
}

function tableRow(random: Random, index: number): string {
  return `| 第 ${index} 行 | ${random.below(1e6)} | **${random.oneOf(english)}** ${words(random, english, 3)} |\n`;
}

function listItem(random: Random, index: number): string {
  const indent = '  '.repeat([0, 1, 2, 2, 1][index % 5]!);
  return `${indent}- ${random.oneOf(chinese)} **${random.oneOf(english)}** ${words(random, english, 2)} ${index}\n`;
}

function formulaLine(random: Random, index: number): string {
  const [top, power, root] = [random.below(99), random.below(9), random.below(99)];
  return `x_{${index}} &= \\frac{${top} + y^{${power}}}{\\sqrt{${root}}} \\\\\n`;
}

/** mulberry32, by Tommy Ettinger: public domain. */
function randomFrom(seed: number): Random {
  let state = seed;
  const below = (end: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  };
  return { below, oneOf: (items) => items[below(items.length)]! };
}
