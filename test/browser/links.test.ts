import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phone, script, type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

/** The host that is really behind the link: notes what is asked of it. */
const heard: string[] = [];
const taken = createServer(({ method, url, headers }, reply) => {
  if (url !== '/favicon.ico') heard.push(`${method} ${url} ${headers.referer ?? 'from nowhere'}`);
  reply.writeHead(200, { 'content-type': 'text/html' }).end('<title>Taken</title>');
});
const host = (): string => `127.0.0.1:${(taken.address() as AddressInfo).port}`;

beforeAll(() => new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  taken.closeAllConnections();
  taken.close();
});

const { open } = useProduct();

async function withLink(visitor: Visitor): Promise<void> {
  const text = `[https://bank.example/login](http://bank.example@${host()}/taken?x=1)`;
  await visitor.send(script({ text }));
  await visitor.waitForEnd();
  // What is really behind it can be read before anything is done.
  await visitor.answers.last().locator('.host', { hasText: host() }).waitFor();
}

/** Where the tab leads that a gesture opens, and what it knows of the page that it was opened from. */
async function opened(visitor: Visitor, gesture: () => Promise<void>): Promise<string> {
  heard.length = 0;
  const [tab] = await Promise.all([visitor.page.context().waitForEvent('page'), gesture()]);
  await tab.waitForURL(/\/taken\?x=1$/);
  expect(heard).toEqual(['GET /taken?x=1 from nowhere']);
  const opener = await tab.evaluate(() => [window.opener as unknown, document.referrer]);
  await tab.close();
  return JSON.stringify(opener);
}

const alone = '[null,""]';

describe('a link whose words name another host', () => {
  test('says the true one, and opens by itself with the mouse and with the keyboard', async () => {
    await using visitor = await open();
    await withLink(visitor);
    const link = visitor.answers.last().locator('a.address');
    expect(heard).toEqual([]);
    expect(await opened(visitor, () => link.click())).toBe(alone);
    await link.focus();
    expect(await opened(visitor, () => visitor.page.keyboard.press('Enter'))).toBe(alone);
    expect(await opened(visitor, () => link.click({ button: 'middle' }))).toBe(alone);
  });

  test('says it to a thumb too, which sees no tooltip', async () => {
    await using visitor = await open('/', phone);
    await withLink(visitor);
    const link = visitor.answers.last().locator('a.address');
    expect(await opened(visitor, () => link.tap())).toBe(alone);
  });
});
