import { ESLint } from 'eslint';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const lint = new ESLint({ cwd: join(import.meta.dirname, '../..') });

test.each([
  "document.body.innerHTML = '<b>';",
  "document.body['outerHTML'] = '<b>';",
  "document.body.insertAdjacentHTML('beforeend', '<b>');",
  "document.write('<b>');",
  'export const reader = new DOMParser();',
  "document.createRange().createContextualFragment('<b>');",
  "export const made = document.createElement('b');",
])(
  'code that shows answers is refused where it says %s',
  async (code) => {
    const [result] = await lint.lintText(`${code}\n`, { filePath: 'src/web/markdown/view/tried.ts' });
    expect(result?.messages.map(({ ruleId }) => ruleId)).toEqual(['no-restricted-syntax']);
  },
  60_000,
);
