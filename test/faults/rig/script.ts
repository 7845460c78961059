import type { Message, Part } from '../../../src/protocol/messages.ts';
import type { Script } from '../../../src/demo-model/scenario.ts';

/** What the model server is to say, token by token, and what of it can be where. */
export interface Scripted {
  /** The question that makes it say so. */
  question: string;
  key: string;
  /** Whether it thinks first, if it is asked to. */
  thinks: boolean;
  /** `after[n]`: all that was said with `n` tokens, as `saidIn` writes it. The last is the whole. */
  after: readonly string[];
}

type Rest = 'tool-call' | 'sources';

interface Plan {
  tokens: number;
  /** So many of the tokens are thinking, which comes first. */
  thinking?: number;
  /** What comes after the text, in some more tokens. */
  rest?: Rest | undefined;
  /** Each token with so many characters more, to make checkpoints come sooner. */
  padding?: string;
  key: string;
  /** What goes wrong at the model server. */
  fault?: Script;
}

/** An answer of numbered tokens, each of which is sent only when it is asked for. */
export function scripted({ tokens, thinking = 0, padding = '', rest, key, fault = {} }: Plan): Scripted {
  const thought = numbered('r', thinking, '');
  const said = padded(numbered('t', tokens - thinking, padding));
  const script: Script = {
    stepped: true,
    key,
    thinking,
    text: said.join(''),
    chunk: chunkOf(said),
    ...(rest && rests[rest].script),
    ...fault,
  };
  return {
    question: `/script ${JSON.stringify(script)}`,
    key,
    thinks: thinking > 0,
    after: withRest(prefixes(thought, said), rest),
  };
}

/** All that a message says, in one text: thinking as well as text. While it is written, it grows as `grewFrom` has it. */
export function saidIn({ parts }: Pick<Message, 'parts'>): string {
  return parts.map((part) => mark(part.type) + saidInPart(part)).join('');
}

const mark = (type: Part['type']): string => `<${type}>`;

/**
 * Whether `before` is a beginning of `after`, both as `saidIn` writes them. Sources stand last and come at any moment: they
 * grow for themselves, and what is said grows in front of them.
 */
export function grewFrom(before: string, after: string): boolean {
  const [said, sources] = apart(before);
  const [saidAfter, sourcesAfter] = apart(after);
  return saidAfter.startsWith(said) && sourcesAfter.startsWith(sources);
}

function apart(text: string): [said: string, sources: string] {
  const at = text.indexOf(mark('source'));
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

function saidInPart(part: Part): string {
  if (part.type === 'tool-call') return `${part.id} ${part.name} ${part.arguments}`;
  return part.type === 'source' ? `${part.index} ${part.title} ${part.url}` : part.text;
}

const call = { id: 'call_1', name: 'write', arguments: '{"text":"墨"}, or none' };
const pages = ['一', 'two', '三'].map((title) => ({
  title,
  url: `https://example.com/${title.codePointAt(0)}`,
}));

/** What the model server is told, and what each of its tokens adds to what is said. */
const rests: Record<Rest, { script: Script; tokens: string[] }> = {
  'tool-call': {
    script: { toolCalls: [call] },
    // Its beginning, its arguments eight characters at a time, its end.
    tokens: [`${mark('tool-call')}call_1 write `, ...(call.arguments.match(/.{1,8}/gsu) ?? []), ''],
  },
  sources: {
    script: { sources: pages },
    tokens: pages.map(({ title, url }, index) => `${mark('source')}${index + 1} ${title} ${url}`),
  },
};

function withRest(prefixes: string[], rest: Rest | undefined): string[] {
  for (const token of rest ? rests[rest].tokens : []) prefixes.push(prefixes.at(-1)! + token);
  return prefixes;
}

function numbered(letter: string, count: number, padding: string): string[] {
  return Array.from({ length: count }, (_, index) => `${index === 0 ? '' : ' '}${letter}${index}${padding}`);
}

/** All of one length, in whole characters, since the model server cuts a text into pieces of one length. */
function padded(tokens: readonly string[]): string[] {
  const length = Math.max(...tokens.map((token) => [...token].length));
  return tokens.map((token) => token + '.'.repeat(length - [...token].length));
}

function chunkOf([first = '']: readonly string[]): number {
  return [...first].length;
}

function prefixes(thought: readonly string[], said: readonly string[]): string[] {
  const all = [''];
  for (const [index, token] of thought.entries()) all.push(next(all, index, 'reasoning', token));
  for (const [index, token] of said.entries()) all.push(next(all, index, 'text', token));
  return all;
}

function next(all: readonly string[], index: number, type: 'text' | 'reasoning', token: string): string {
  return all.at(-1)! + (index === 0 ? mark(type) : '') + token;
}
