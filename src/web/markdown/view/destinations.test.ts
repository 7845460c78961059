import { describe, expect, test } from 'vitest';
import { destinationOf, hostToShow } from './destinations.ts';

describe('a link leads', () => {
  test.each([
    ['https://example.com/a?b=1', 'https://example.com/a?b=1', 'example.com'],
    ['http://example.com:8080/', 'http://example.com:8080/', 'example.com:8080'],
    ['HTTPS://EXAMPLE.COM', 'https://example.com/', 'example.com'],
    ['mailto:jo@example.com', 'mailto:jo@example.com', 'jo@example.com'],
    ['https://例子.中国/', 'https://xn--fsqu00a.xn--fiqs8s/', 'xn--fsqu00a.xn--fiqs8s'],
    ['http://2130706433/', 'http://127.0.0.1/', '127.0.0.1'],
  ])('to the web and to mail: %s', (given, href, host) => {
    expect(destinationOf(given)).toMatchObject({ href, host });
  });

  test.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'JaVaScRiPt:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.com/1',
    'ftp://example.com/',
    'intent://example.com/',
    '//example.com/a',
    '/settings',
    '#top',
    'docs/page.md',
    '',
  ])('nowhere else: %s', (given) => expect(destinationOf(given)).toBeNull());
});

function hostBeside(shown: string, href: string): string | null {
  const destination = destinationOf(href);
  if (!destination) throw new Error('leads nowhere');
  return hostToShow(destination, shown);
}

describe('the true host is said', () => {
  test.each([
    ['paypal.com', 'https://evil.example/'],
    ['https://paypal.com/login', 'https://evil.example/'],
    ['Go to www.paypal.com now', 'https://evil.example/'],
    ['paypal。com', 'https://evil.example/'],
    ['ｐａｙｐａｌ.com', 'https://evil.example/'],
    ['PAYPAL.COM', 'https://evil.example/'],
    ['get.sh/install', 'https://evil.example/'],
    ['127.0.0.1', 'https://evil.example/'],
    ['支付宝 alipay.com', 'https://evil.example/'],
    ['docs.example.com', 'https://evil.example/'],
    ['Click', 'https://paypal.com@evil.example/'],
    ['Click', 'https://paypal.com%2f@evil.example/'],
    ['service@paypal.com', 'mailto:thief@evil.example'],
    ['раypal.com', 'https://evil.example/'],
    ['paypal․com', 'https://evil.example/'],
    ['pay\u200bpal.com', 'https://evil.example/'],
    ['paypal.com', 'https://paypal.com.evil.example/'],
    ['paypal.com', 'https://evil.example/paypal.com?paypal.com#paypal.com'],
    ['https://paypal.com', 'https://paypal.com\\@evil.example/'.replace('\\', '%5C')],
    ['https://2130706433/', 'https://evil.example/'],
    ['https://intranet/login', 'https://evil.example/'],
    ['jo@good.example', 'mailto:jo@good.example?bcc=thief@evil.example'],
    ['jo@evil.example', 'mailto:thief@evil.example'],
    ['write to us', 'mailto:?to=thief@evil.example'],
  ])('where the words name another one: %s', (shown, href) => {
    expect(hostBeside(shown, href)).toMatch(/evil\.example$/);
  });

  test('where its numbers are written so that nobody knows them', () => {
    expect(hostBeside('http://2130706433/', 'http://2130706433/')).toBe('127.0.0.1');
    expect(hostBeside('http://0x7f.1/x', 'http://0x7f.1/x')).toBe('127.0.0.1');
  });

  test('where its letters can be taken for others', () => {
    expect(hostBeside('Apple', 'https://аpple.com/')).toBe('xn--pple-43d.com');
    expect(hostBeside('аpple.com', 'https://аpple.com/')).toBe('xn--pple-43d.com');
  });

  test.each([
    ['the documentation', 'https://example.com/'],
    ['example.com', 'https://www.example.com/a'],
    ['www.example.com', 'https://example.com/'],
    ['https://example.com/a.b', 'https://example.com/a.b'],
    ['https://example.com:8080/x', 'https://example.com:8080/x'],
    ['Node.js', 'https://nodejs.org/'],
    ['README.md', 'https://github.com/a/b'],
    ['version 2.10.3', 'https://example.com/'],
    ['e.g. this', 'https://example.com/'],
    ['jo@example.com', 'mailto:jo@example.com'],
    ['文档', 'https://example.com/'],
  ])('nowhere else: %s', (shown, href) => expect(hostBeside(shown, href)).toBeNull());
});
