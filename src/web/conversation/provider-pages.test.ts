import { expect, test } from 'vitest';
import { pageToMend } from './provider-pages.ts';

test.each([
  ['https://dashscope.aliyuncs.com/compatible-mode/v1', 'https://bailian.console.aliyun.com/'],
  ['https://llm-x.cn-beijing.maas.aliyuncs.com/compatible-mode/v1', 'https://bailian.console.aliyun.com/'],
  ['https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'https://modelstudio.console.alibabacloud.com/'],
  [
    'https://cn-hongkong.dashscope.aliyuncs.com/compatible-mode/v1',
    'https://modelstudio.console.alibabacloud.com/',
  ],
  [
    'https://ws-x.eu-central-1.maas.aliyuncs.com/compatible-mode/v1',
    'https://modelstudio.console.alibabacloud.com/',
  ],
])('the key of %s is mended in the console of its own site', (baseUrl, url) => {
  expect(pageToMend('key_invalid', { baseUrl })).toEqual({ kind: 'console', url });
});

test('a bill is paid on the billing page', () => {
  expect(pageToMend('overdue', { baseUrl: 'https://api.deepseek.com' })?.url).toBe(
    'https://platform.deepseek.com/top_up',
  );
});

test('nobody is sent away for a limit that passes, nor to a page that is not known', () => {
  expect(pageToMend('tokens_limited', { baseUrl: 'https://api.deepseek.com' })).toBeUndefined();
  expect(pageToMend('billing', { baseUrl: 'https://deepseek.com.example.org/v1' })).toBeUndefined();
  expect(pageToMend('billing', undefined)).toBeUndefined();
});
