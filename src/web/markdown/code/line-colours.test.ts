import { describe, expect, test } from 'vitest';
import { languages } from './languages.ts';
import { LineColours, type Span } from './line-colours.ts';
import type { Mode } from './mode.ts';

const modes = await Promise.all(
  Object.entries(languages).flatMap(([name, { load }]) =>
    load ? [load().then((mode): [string, Mode] => [name, mode])] : [],
  ),
);
function colouredWhole(mode: Mode, text: string): Span[][] {
  const colours = new LineColours(mode);
  return text.split('\n').map((line) => colours.finish(line));
}

/** As it streams in: what is shown of a line that has not ended is asked for after every piece. */
function colouredInPieces(mode: Mode, text: string, cut: () => number): Span[][] {
  const colours = new LineColours(mode);
  return text.split('\n').map((line) => {
    for (let end = cut(); end < line.length; end += cut()) colours.preview(line.slice(0, end));
    return colours.finish(line);
  });
}

/** Numbers from 0 to 1, the same ones for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const everything = [
  'function f(a, b = "x\\n") { return `t ${a + 1} u` // why',
  '/* a',
  ' b */ let x = /re[/]x/g; const y = 0x1F;',
  'def f(self): """doc',
  'more""" + f"{x!r}" # why',
  '@decorator',
  'class A<T> extends B { constructor() {} }',
  '<div class="a" id=b>text &amp; <!-- c',
  '--> <script>let a = 1 // </script><style>p { color: red }</style>',
  "SELECT * FROM t WHERE a = 'x' -- c",
  '<<EOF',
  'heredoc $x',
  'EOF',
  'key: "value" # c',
  '- [1, 2]',
  '[table]',
  '#include <a.h>',
  'fn main() -> Result<(), E> { println!("{}", x); }',
  '(defn f [x] ; c',
  '  {:a 1})',
  '$x = @{ a = 1 }',
  'if [ "$a" = \'b\' ]; then echo ${a:-1} | grep x; fi',
  'x = <<~RUBY',
  '  a #{b}',
  'RUBY',
  '%w[a b] =begin',
  '=begin',
  'c',
  '=end',
  '\\begin{a} $x^2$ % c',
  '```js',
  '{{ a | b }} {% if x %}',
  'begin { nested (* c *) } end;',
  '',
  '\t x',
  '+ in',
  '- out',
].join('\n');

describe('colours', () => {
  test.each(modes)('are the same for %s however it streams in', (_, mode) => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = randomFrom(seed);
      const lines = everything.split('\n').toSorted(() => random() - 0.5);
      const text = lines.join('\n');
      const whole = colouredWhole(mode, text);
      const pieces = colouredInPieces(mode, text, () => 1 + Math.floor(random() * 8));
      expect(pieces, `seed ${seed}`).toEqual(whole);
      expect(whole.map((spans) => spans.map((span) => span.text).join('')).join('\n')).toBe(text);
    }
  });
});
