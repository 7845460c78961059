import { expect, test } from 'vitest';
import { textLanguage } from './text-language.ts';

test.each([
  ['用 Python 写一个函数 check_id(number: str)', 'zh'],
  ['The character 墨 means ink, and it is old.', ''],
  ['墨はインクです', 'ja'],
  ['먹은 잉크입니다', 'ko'],
  ['Ink on paper', ''],
])('%s is marked as "%s"', (text, language) => expect(textLanguage(text)).toBe(language));
