import { expect, test } from 'vitest';
import { GrowingDocument } from './growing-document.ts';
import { sectionsBeforeSeams } from './seams.ts';

const source = 'One paragraph.\n\nAnother one,\nof two lines.\n\n- a\n- list\n';

function marksFor(text: string, ...seams: number[]): number[] {
  return [...sectionsBeforeSeams(new GrowingDocument().update(text, true), text, seams)];
}

test('a text that went on within a paragraph is marked after it', () => {
  expect(marksFor(source, source.indexOf('one,'))).toEqual([source.indexOf('Another')]);
});

test('a text that went on between two paragraphs is marked there', () => {
  expect(marksFor(source, source.indexOf('Another'))).toEqual([0]);
  expect(marksFor(source, source.indexOf('Another') - 1)).toEqual([0]);
});

test('every place where it went on is marked, once where two lie in the same part', () => {
  const list = source.indexOf('- a');
  expect(marksFor(source, 5, list + 4, list + 8)).toEqual([0, list]);
});

test('other line ends move no mark', () => {
  const text = source.replaceAll('\n', '\r\n');
  expect(marksFor(text, text.indexOf('- list'))).toEqual([source.indexOf('- a')]);
});
