import type { Random } from './random.ts';

/** A grown answer is no longer than that: many that are short find more than few that are long. */
const longest = 20_000;

/** A new answer from those that there are: pieces of them put together, repeated, nested and cut. */
export function grownFrom(texts: readonly string[], random: Random): string {
  let text = pieceOf(random.of(texts), random);
  for (let steps = 1 + random.below(5); steps > 0; steps--) text = random.of(ways)(text, texts, random);
  return text.slice(0, longest);
}

type Way = (text: string, texts: readonly string[], random: Random) => string;

const ways: readonly Way[] = [spliced, spliced, repeated, nested, cut];

function spliced(text: string, texts: readonly string[], random: Random): string {
  const place = random.below(text.length + 1);
  return text.slice(0, place) + pieceOf(random.of(texts), random) + text.slice(place);
}

function repeated(text: string, _: readonly string[], random: Random): string {
  const from = random.below(text.length + 1);
  const part = text.slice(from, from + 1 + random.below(40));
  return text.slice(0, from) + part.repeat(1 + random.below(30)) + text.slice(from);
}

const wraps: readonly (readonly [before: string, after: string])[] = [
  ['> ', '\n'],
  ['- ', '\n'],
  ['1. ', '\n'],
  ['**', '**'],
  ['[', '](https://evil.test/)'],
  ['![', '](javascript:alert(1))'],
  ['`', '`'],
  ['$', '$'],
  ['```js\n', '\n```\n'],
  ['| a |\n|---|\n| ', ' |\n'],
  ['[^1]: ', '\n\n[^1]'],
  ['<div title="', '">'],
  ['<!--', '-->'],
];

function nested(text: string, _: readonly string[], random: Random): string {
  const [before, after] = random.of(wraps);
  return before + text + after;
}

function cut(text: string, _: readonly string[], random: Random): string {
  const from = random.below(text.length + 1);
  return text.slice(0, from) + text.slice(from + 1 + random.below(20));
}

function pieceOf(text: string, random: Random): string {
  const from = random.below(Math.max(1, text.length));
  return text.slice(from, from + 1 + random.below(120));
}
