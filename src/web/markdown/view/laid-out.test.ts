import { expect, test } from 'vitest';
import type { Inline } from '../parse/nodes.ts';
import { layOut, plainText } from './laid-out.ts';

const strong: Inline = { type: 'strong', children: [{ type: 'text', text: 'b' }] };

test('text and elements stand in turn, however the text is cut', () => {
  const whole = layOut([{ type: 'text', text: 'one two' }, strong, strong], 'prose');
  const cut = layOut(
    [{ type: 'text', text: 'one' }, { type: 'text', text: ' two' }, strong, strong],
    'prose',
  );
  expect(whole).toEqual({ texts: ['one two', '', ''], elements: [strong, strong] });
  expect(cut).toEqual(whole);
});

test('a character that deceives stands as an element', () => {
  expect(layOut([{ type: 'text', text: 'a\u202eb' }], 'prose')).toEqual({
    texts: ['a', 'b'],
    elements: [{ type: 'hidden', character: '\u202e' }],
  });
});

test('what a line says has no marks', () => {
  const link: Inline = { type: 'link', href: 'https://a.example', title: '', children: [strong] };
  expect(plainText([link, { type: 'break' }, { type: 'code', text: 'x' }])).toBe('b\nx');
});
