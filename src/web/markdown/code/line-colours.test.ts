import { describe, expect, test } from 'vitest';
import { languages } from './languages.ts';
import { colouredLength, LineColours, type Span } from './line-colours.ts';
import type { Mode } from './mode.ts';

const modes = await Promise.all(
  Object.entries(languages).flatMap(([name, { load }]) =>
    load ? [load().then((mode): [string, Mode] => [name, mode])] : [],
  ),
);
const modeOf = (name: string): Mode => new Map(modes).get(name) ?? expect.fail(`no mode for ${name}`);

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
  'return <p a={b} c="d">x {`y ${z}`} </p>',
  '<>',
  'text {',
  '}</>',
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

/** A mode that counts what it is asked to read. */
function counted(mode: Mode): { mode: Mode; tokens: () => number } {
  let tokens = 0;
  const token: Mode['token'] = (stream, state) => {
    tokens++;
    return mode.token(stream, state);
  };
  return { mode: { ...mode, token }, tokens: () => tokens };
}

describe('colours', () => {
  test.each(modes)('are the same for %s however it streams in', (_, mode) => {
    for (let seed = 1; seed <= 8; seed++) {
      const random = randomFrom(seed);
      const text = everything
        .split('\n')
        .toSorted(() => random() - 0.5)
        .join('\n');
      const whole = colouredWhole(mode, text);
      const pieces = colouredInPieces(mode, text, () => 1 + Math.floor(random() * 8));
      expect(pieces, `seed ${seed}`).toEqual(whole);
      expect(whole.map((spans) => spans.map((span) => span.text).join('')).join('\n')).toBe(text);
    }
  });

  test('of two blocks that stream in at once do not mix', () => {
    const css = modeOf('css');
    const text = 'a { color: red }\n- [ x\n@media (width: 1px) {\n';
    const [one, other] = [new LineColours(css), new LineColours(css)];
    const both = text.split('\n').map((line) => {
      other.preview('b: "x');
      return one.finish(line);
    });
    expect(both).toEqual(colouredWhole(css, text));
  });

  test.each([
    ['html', '<style>p { color: red }</style>', '<|style|>|p| { |color|: |red| }</|style|>', 'keyword'],
    ['php', '$a = "b"; // c', '$a| = |"b"|; |// c', 'property'],
    ['yaml', 'key: "a" # b', 'key|:| |"a"| |# b', 'property'],
    ['markdown', 'a `b` c', 'a |`b`| c', 'string'],
    ['makefile', 'all: $(OUT) # c', 'all|: |$(OUT)| |# c', 'definition'],
    ['makefile', 'CC ?= gcc', 'CC| ?= gcc', 'property'],
    ['mermaid', 'graph TD %% c', 'graph| |TD| |%% c', 'keyword'],
    ['mermaid', 'A["b"] --> C', 'A[|"b"|] |-->| C', 'string'],
    ['elixir', 'def go(a), do: {:ok, "b"} # c', 'def| |go|(a), |do:| {|:ok|, |"b"|} |# c', 'keyword'],
    [
      'jsx',
      'return <A b="c" d={e}>it\'s {f}</A>;',
      'return| |<A| |b|=|"c"| |d|={e}|>|it\'s {f}|</A>|;',
      'keyword',
    ],
    ['jsx', 'if (a <b) c()', 'if| (a <b) c()', 'keyword'],
    [
      'graphql',
      'query A($b: Int = 1) { c(d: "e") } # f',
      'query| |A|(|$b|: |Int| = |1|) { c(|d|: |"e"|) } |# f',
      'keyword',
    ],
    ['erlang', 'go(A) -> {ok, "b"}. % c', 'go|(|A|) -> {|ok|, |"b"|}. |% c', 'definition'],
    ['zig', 'const a: u8 = @intCast(b); // c', 'const| a: |u8| = |@intCast|(b); |// c', 'keyword'],
    ['hcl', 'resource "a" "b" { count = 1 } # c', 'resource| |"a"| |"b"| { |count| = |1| } |# c', 'keyword'],
    [
      'solidity',
      'function a() public view { return b; } // c',
      'function| |a|() |public| |view| { |return| b; } |// c',
      'keyword',
    ],
    ['bat', 'echo %PATH% "b" /s', 'echo| |%PATH%| |"b"| |/s', 'keyword'],
    ['python', 'def f(): return 1', 'def| |f|(): |return| |1', 'keyword'],
  ])('tell the parts of %s apart', (name, line, parts, firstKind) => {
    const [spans = []] = colouredWhole(modeOf(name), line);
    expect(spans.map((span) => span.text).join('|')).toBe(parts);
    expect(spans.find(({ kind }) => kind !== null)?.kind).toBe(firstKind);
  });

  test('of a text over several lines in Elixir end with it', () => {
    const [, inside, , after] = colouredWhole(modeOf('elixir'), '@doc """\nAn end.\n"""\ndef a, do: 1');
    expect(inside).toEqual([{ kind: 'string', text: 'An end.' }]);
    expect(after?.[0]).toEqual({ kind: 'keyword', text: 'def' });
  });

  test('of an element go on over lines, and end with it', () => {
    const lines = [
      'const a = (',
      '  <ul',
      '    id="b">',
      "    {c.map((d) => <li>it's {d}</li>)} // e",
      '  </ul>',
      ');',
      'let f;',
    ];
    const [, , id, map, , , after] = colouredWhole(modeOf('jsx'), lines.join('\n'));
    expect(id?.find(({ text }) => text === 'id')?.kind).toBe('property');
    expect(map?.at(-1)).toEqual({ kind: null, text: ')} // e' });
    expect(after?.[0]).toEqual({ kind: 'keyword', text: 'let' });
  });

  test('go on where an element ends that did not begin', () => {
    const lines = ['</div>', '  /* one', '  let no', '  */', '}</b>;', 'let f = `a', 'let no`;'];
    const lineOf = colouredWhole(modeOf('jsx'), lines.join('\n'));
    expect(lineOf[0]).toEqual([{ kind: 'keyword', text: '</div>' }]);
    expect(lineOf[2]).toEqual([{ kind: 'comment', text: '  let no' }]);
    expect(lineOf[5]?.[0]).toEqual({ kind: 'keyword', text: 'let' });
    expect(lineOf[6]?.[0]).toEqual({ kind: 'string', text: 'let no`' });
  });

  test('end where a line is too long to be read by anybody, and go on below it', () => {
    const mode = modeOf('javascript');
    const long = `const a = \`${'x'.repeat(3 * colouredLength)}`;
    const [, next] = colouredWhole(mode, `${long}\nlet b = 1`);
    expect(next?.[0]).toEqual({ kind: 'keyword', text: 'let' });
  });

  test('cost the same in the last line of a long block as in its first', () => {
    for (const name of ['javascript', 'python', 'cpp', 'css', 'html', 'yaml', 'sql', 'bash']) {
      const { mode, tokens } = counted(modeOf(name));
      const colours = new LineColours(mode);
      const costs = Array.from({ length: 20_000 }, (_, index) => {
        const before = tokens();
        colours.finish(`  if (a${index % 10}) { b = "c"; } // d`);
        return tokens() - before;
      });
      expect(costs.at(-1), name).toBe(costs[100]);
    }
  });

  test.each(modes)('of %s survive what no one writes', (_, mode) => {
    const hostile = [
      '(',
      '{',
      '[',
      '"\\',
      "'",
      '<a ',
      '<!--',
      '/*',
      '${',
      '`',
      '((a',
      '-',
      '\0',
      '\u202e',
      '\ud800',
      '|',
      '\t',
    ];
    const colours = new LineColours(mode);
    for (const shape of hostile) {
      const line = shape.repeat(300);
      for (let count = 0; count < 5; count++) {
        const spans = colours.finish(line);
        expect(spans.map((span) => span.text).join('')).toBe(line);
      }
    }
  });

  test('are given up, not looked for ever longer, where brackets open without end', () => {
    const { mode, tokens } = counted(modeOf('javascript'));
    const colours = new LineColours(mode);
    for (let line = 0; line < 20; line++) colours.finish('(a, '.repeat(200));
    const before = tokens();
    expect(colours.finish('let a = 1')).toEqual([{ kind: null, text: 'let a = 1' }]);
    expect(tokens()).toBe(before);
  });
});
