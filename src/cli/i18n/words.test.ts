import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../protocol/errors.ts';
import { languageOf, wordsIn } from './words.ts';

describe('the language of a terminal', () => {
  it.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_TW.UTF-8' }, 'zh'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: '' }, 'zh'],
    [{}, 'en'],
  ])('with %j is %s', (env, language) => {
    expect(languageOf(env)).toBe(language);
  });
});

describe('the two catalogues', () => {
  const [en, zh] = [wordsIn('en'), wordsIn('zh')];

  it('have a sentence for every code that a server may send', () => {
    for (const words of [en, zh]) {
      expect(Object.keys(words.errors).toSorted()).toEqual(Object.keys(errorCodes).toSorted());
    }
  });

  const helps = [
    'help',
    'help_serve',
    'help_ask',
    'help_chat',
    'help_backup',
    'help_restore',
    'help_doctor',
    'chat_commands',
  ] as const;

  it('name the same options and variables in their help', () => {
    const names = (help: string) => [...new Set(help.match(/--[a-z-]+|[A-Z]+_[A-Z_]+|\/[a-z]+/g))].toSorted();
    for (const key of helps) {
      expect(names(zh[key])).toEqual(names(en[key]));
    }
  });

  it('fit into a terminal of 120 columns', () => {
    const width = (line: string) => [...line].reduce((sum, char) => sum + (char > '\u2e7f' ? 2 : 1), 0);
    for (const words of [en, zh]) {
      const help = helps.map((key) => words[key]).join('\n');
      expect(Math.max(...help.split('\n').map(width))).toBeLessThanOrEqual(120);
    }
  });
});
