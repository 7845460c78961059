import { describe, expect, test } from 'vitest';
import { wordsIn } from '../../src/cli/i18n/words.ts';
import { failures } from '../../src/demo-model/failures.ts';
import type { ErrorCode } from '../../src/protocol/errors.ts';
import { failureOfReply } from '../../src/server/providers/failure.ts';
import { sentence } from '../../src/server/sentences.ts';
import { en } from '../../src/web/i18n/en.ts';
import { zh } from '../../src/web/i18n/zh.ts';

const page = { en, zh };

/** What a person reads about a failure in each of the three places. */
const sentences = (code: ErrorCode, language: 'en' | 'zh'): string[] => [
  page[language][`error_${code}`],
  wordsIn(language).errors[code],
  sentence(code, language),
];

const money = /money|bill|pay|credit|balance|account|top up|quota|欠费|余额|账单|账户|充值|计费|费用|额度/i;

describe.each(['en', 'zh'] as const)('in %s', (language) => {
  test.each<[code: ErrorCode, named: RegExp]>([
    ['rate_limited', /requests a minute|每分钟请求数/],
    ['burst_limited', /rose faster|增长过快/],
    ['tokens_limited', /tokens a minute|每分钟 token 数/],
  ])('%s names its limit and never speaks of money', (code, named) => {
    for (const text of sentences(code, language)) {
      expect(text).toMatch(named);
      expect(text).not.toMatch(money);
    }
  });

  test.each<ErrorCode>(['overdue', 'billing'])('%s says that it is about money', (code) => {
    for (const text of sentences(code, language)) expect(text).toMatch(money);
  });

  test('a free quota is not called a debt', () => {
    for (const text of sentences('free_quota_used', language)) expect(text).toMatch(/free quota|免费额度/);
  });
});

test('every refusal in the documents of DashScope has a sentence of its own meaning in every place', () => {
  const origin = { kind: 'dashscope', apiKey: 'sk-test-key-0123' } as const;
  for (const [status, code, message] of Object.values(failures)) {
    const failure = failureOfReply(origin, status, JSON.stringify({ error: { code, message } }));
    for (const language of ['en', 'zh'] as const) {
      for (const text of sentences(failure.code, language)) expect(text).toMatch(/[.。]$/);
    }
  }
});
