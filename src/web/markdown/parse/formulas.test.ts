import { describe, expect, test } from 'vitest';
import { parseInline } from './inline.ts';
import { someNames, wholeOf } from './streaming.ts';
import { inlineHtml } from './to-html.ts';

const read = (source: string) => inlineHtml(wholeOf(source));
const so = (source: string) => inlineHtml(parseInline(source, someNames, { open: true, before: '' }).nodes);

describe('prices and other dollars stay text', () => {
  test.each([
    '$4 and $5',
    'It costs $5.',
    'from $5 to $10',
    'between $5-$10',
    'between $5–$10 a month',
    '$6/month and 7$',
    '$20, $30 and $40',
    'US$5 and US$6',
    'A$5 or NZ$6',
    '$1,000.50 and $2,000',
    '$5k/$10k',
    '$5M-$7M',
    '5$ and 6$',
    '5$, 6$',
    '($5) and ($6)',
    '"$5" or "$6"',
    'Plan A: $5/user/month; Plan B: $9/user/month',
    'saves $100 (about 10%), then $50 more',
    '$5 per user and month, or 50$ per year',
    'a $20 bill ($18 net)',
    'earn $$$ fast, spend $$$ slowly',
    'cheap ($) or expensive ($$$)',
    'cheap ($$) or mid ($$)',
    '$HOME is where $PATH begins',
    'run `echo` with $HOME/bin:$PATH',
    'echo "$a" and "$b"',
    '${name} and ${other}',
    'jQuery $(this) and $(that)',
    '$AAPL and $TSLA rose',
    'the variables $x and $y in PHP',
    'costs \\$5 and \\$6',
    '价格是$5，现在$4。',
    '从$5涨到$6',
    '每月$20，一年$200（约1400元）',
    '约$3到$5之间',
    '原价$99元，现价$59元',
    '收费5$到10$',
    '（$5）和（$6）',
    '100美元（$100）约合700元（¥700），$1约等于7元',
    '$价格$',
    '苹果$AAPL，特斯拉$TSLA',
    '$ x $',
    '$x $',
    '$ x$',
    '$x$1',
    'a$x$',
    '$$',
    '$',
    '$$$x$$$',
    '$x',
  ])('%s', (source) => {
    expect(read(source)).not.toContain('<math');
    expect(so(source)).not.toContain('<math');
  });
});

describe('formulas', () => {
  test.each([
    ['$x$', '<math>x</math>'],
    ['$x^2$', '<math>x^2</math>'],
    ['$3$', '<math>3</math>'],
    ['$2x + 3 = 7$', '<math>2x + 3 = 7</math>'],
    ['$2ab$', '<math>2ab</math>'],
    ['$3 \\times 4$', '<math>3 \\times 4</math>'],
    ['$5 \\text{ km}$', '<math>5 \\text{ km}</math>'],
    ['$a<b$ and $c>d$', '<math>a&lt;b</math> and <math>c&gt;d</math>'],
    ['$a_1$-axis, ($b$).', '<math>a_1</math>-axis, (<math>b</math>).'],
    ['$f(x)=\\$5$', '<math>f(x)=\\$5</math>'],
    ['*$a*b$*', '<em><math>a*b</math></em>'],
    ['[$x](y)$](/u)', '<a href="/u"><math>x](y)</math></a>'],
    ['设$x$为$\\frac{1}{2}$，则', '设<math>x</math>为<math>\\frac{1}{2}</math>，则'],
    ['**$x$**：', '<strong><math>x</math></strong>：'],
    ['$v = \\text{路程} / \\text{时间}$', '<math>v = \\text{路程} / \\text{时间}</math>'],
    ['$S_{\\mathrm{圆}}$', '<math>S_{\\mathrm{圆}}</math>'],
    ['$x\n+ y$', '<math>x\n+ y</math>'],
    ['so $$x^2$$ is', 'so <math display>x^2</math> is'],
    ['$$ x $$', '<math display>x</math>'],
    ['$$\\text{if $x$}$$', '<math display>\\text{if $x$}</math>'],
    ['\\(x\\)', '<math>x</math>'],
    ['\\( x^2 \\)。', '<math>x^2</math>。'],
    ['\\(速度\\)', '<math>速度</math>'],
    ['\\[E = mc^2\\]', '<math display>E = mc^2</math>'],
    ['\\[a \\\\[2pt] b\\]', '<math display>a \\\\[2pt] b</math>'],
    ['\\[ \\text{for \\(x\\)} \\]', '<math display>\\text{for \\(x\\)}</math>'],
    ['it costs $5, and $x$ is', 'it costs $5, and <math>x</math> is'],
  ])('%s', (source, html) => {
    expect(read(source)).toBe(html);
  });

  test('need two dollars behind them if there are two before', () => {
    expect(read('$$x$')).toBe('$$x$');
  });

  test('leave the escapes of brackets alone', () => {
    expect(read('\\[link](/u) \\(so\\\\) \\[\\] \\(\\)')).toBe('[link](/u) (so\\) [] ()');
  });

  test('hold no code, which binds tighter', () => {
    expect(read('$a `b$` c$')).toBe('$a <code>b$</code> c$');
    expect(read('\\(a `b\\)`')).toBe('(a <code>b\\)</code>');
  });

  test('reach no further than they may', () => {
    expect(read(`$x${'+x'.repeat(1_000)}$`)).toContain('<math>');
    expect(read(`$x${'+x'.repeat(1_100)}$`)).not.toContain('<math>');
    expect(read(`\\(x${'+x'.repeat(10_000)}\\)`)).toContain('<math>');
    expect(read(`\\(x${'+x'.repeat(20_000)}\\)`)).not.toContain('<math>');
  });
});

describe('a formula whose end has not come', () => {
  test.each([
    ['so $x^2', 'so <math open>x^2</math>'],
    ['so $\\frac{1}', 'so <math open>\\frac{1}</math>'],
    ['so $x', 'so '],
    ['so $x =', 'so <math open>x =</math>'],
    ['so $f(x', 'so <math open>f(x</math>'],
    ['so $HO', 'so $HO'],
    ['so $x$', 'so <math open>x</math>'],
    ['so $', 'so '],
    ['so $$', 'so '],
    ['so $$x', 'so <math display open>x</math>'],
    ['so $$x$', 'so <math display open>x</math>'],
    ['so \\(', 'so '],
    ['so \\(x', 'so <math open>x</math>'],
    ['so \\[x^2\\', 'so <math display open>x^2</math>'],
    ['only $5 for it', 'only $5 for it'],
    ['只要$5，', '只要$5，'],
  ])('shows as what it will be: %s', (source, html) => {
    expect(so(source)).toBe(html);
  });

  test('leaves a price behind as soon as it is one', () => {
    const source = 'It costs $5 for one and more for two of them, which is a lot';
    const { settled } = parseInline(source, someNames, { open: true, before: '' });
    expect(source.slice(settled.length)).toBe('lot');
  });
});
