import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wrongImports } from './server-arrows.ts';

const server = join(import.meta.dirname, '../../src/server');

describe('the arrows inside the server', () => {
  it('are followed by every import of every file', () => {
    const files = globSync('**/*.ts', { cwd: server }).filter((file) => !file.endsWith('.test.ts'));
    const wrong = files.flatMap((file) => wrongImports(file, readFileSync(join(server, file), 'utf8')));
    expect(files.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it.each([
    ['http/messages.ts', '../generation/start.ts'],
    ['http/messages.ts', '../config.ts'],
    ['http/messages.ts', './handle.ts'],
    ['http/messages.ts', '../../protocol/messages.ts'],
    ['providers/quirks/qwen.ts', '../request.ts'],
    ['journal/commit.ts', '../store/batch.ts'],
    ['main.ts', './http/listen.ts'],
    ['metrics.ts', './logger.ts'],
  ])('let %s import %s', (file, target) => {
    expect(wrongImports(file, `import { one } from '${target}';`)).toEqual([]);
  });

  it.each([
    ['http/listen.ts', '../gateway/chat.ts', 'gateway/chat.ts'],
    ['generation/run.ts', '../http/stream.ts', 'http/stream.ts'],
    ['providers/chat.ts', '../journal/commit.ts', 'journal/commit.ts'],
    ['store/writes/messages.ts', '../../journal/commit.ts', 'journal/commit.ts'],
    ['logger.ts', './store/schema.ts', 'store/schema.ts'],
    ['http/page.ts', '../main.ts', 'main.ts'],
  ])('keep %s from importing %s', (file, target, named) => {
    const refused = [`${file} imports ${named}`];
    expect(wrongImports(file, `import { one } from '${target}';`)).toEqual(refused);
    expect(wrongImports(file, `import type { One } from '${target}';`)).toEqual(refused);
    expect(wrongImports(file, `export { one } from '${target}';`)).toEqual(refused);
    expect(wrongImports(file, `const part = await import('${target}');`)).toEqual(refused);
  });

  it('want a place for a new folder', () => {
    expect(() => wrongImports('parcels/send.ts', `import { one } from '../config.ts';`)).toThrow(
      'src/server/parcels',
    );
  });
});
