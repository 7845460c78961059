import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readOperatorCatalogue } from './operator-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'inkstone-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'models.json');
const read = (text: string) => {
  writeFileSync(path, text);
  return readOperatorCatalogue({ path, isNamed: true });
};

test('what the operator says of models is read', () => {
  const file = { vllm: [{ match: 'house-*', thinking: 'off', context: 16_384, inputs: ['text', 'image'] }] };
  expect(read(JSON.stringify(file))).toEqual(file);
});

test('a file that nobody named may be missing; one that was named may not', () => {
  const missing = join(folder, 'none.json');
  expect(readOperatorCatalogue({ path: missing, isNamed: false })).toEqual({});
  expect(() => readOperatorCatalogue({ path: missing, isNamed: true })).toThrow(
    /none\.json cannot be read \(ENOENT\)/,
  );
});

test.each([
  ['{', /models\.json is no JSON/],
  ['[]', /the file itself does not fit/],
  ['{"dashscop":[]}', /dashscop/],
  ['{"vllm":[{"match":"a","contextLength":1}]}', /vllm\.0 has contextLength, which is not known/],
  ['{"vllm":[{"match":"a","context":-1}]}', /vllm\.0\.context does not fit/],
  ['{"openai":[{"match":"a","price":{"currency":"USD","input":1,"output":2}}]}', /openai\.0\.price\.asOf/],
])('%s stops the start with one line that says where it is wrong', (text, sentence) => {
  expect(() => read(text)).toThrow(sentence);
  expect(() => read(text)).toThrow(/^INKSTONE_MODELS_FILE: [^\n]*$/);
});
