import type { Route } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { type Proxy, startProxy } from '../support/proxy.ts';
import { type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { open, product, step } = useProduct();

const script = (fields: Record<string, unknown>) => `/script ${JSON.stringify(fields)}`;
const button = ({ page }: Visitor, name: string) => page.getByRole('button', { name, exact: true });
const kept = ({ page }: Visitor) => page.getByText('Your message is kept here');
const sends = /\/api\/conversations\/[^/]+\/messages$/;
const problem = (code: string, status: number) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title: code, code, status, retryable: true }),
});

/** What becomes of what the page asks for: `lose` is done and its reply lost, `drop` does not arrive. */
type Way = 'pass' | 'lose' | 'drop';

/** A page whose line and whose questions can get lost on their way. */
class Sender implements AsyncDisposable {
  readonly visitor: Visitor;
  readonly #proxy: Proxy;
  way: Way = 'pass';
  /** The question that was sent last. */
  last = { url: '', body: '' };

  private constructor(visitor: Visitor, proxy: Proxy) {
    this.visitor = visitor;
    this.#proxy = proxy;
  }

  static async open(): Promise<Sender> {
    const proxy = await startProxy(product.address);
    const visitor = await open(proxy.origin, { serviceWorkers: 'block' });
    const sender = new Sender(visitor, proxy);
    await visitor.waitForStart();
    await visitor.page.route(sends, (route) => sender.#pass(route));
    await visitor.page.route('**/withdraw', (route) => sender.#passIfOpen(route));
    return sender;
  }

  /** From now on the page hears nothing, and what it sends is treated so. */
  away(way: Way): void {
    this.way = way;
    this.#proxy.streams = 'silence';
    this.#proxy.forget();
  }

  back(): void {
    this.way = 'pass';
    this.#proxy.streams = 'pass';
    this.#proxy.cut();
  }

  async #pass(route: Route): Promise<void> {
    this.last = { url: route.request().url(), body: route.request().postData() ?? '' };
    if (this.way === 'lose') await route.fetch();
    await this.#passIfOpen(route);
  }

  #passIfOpen(route: Route): Promise<void> {
    return this.way === 'pass' ? route.continue() : route.abort('connectionreset');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.visitor[Symbol.asyncDispose]();
    await this.#proxy[Symbol.asyncDispose]();
  }
}

test('a conversation in which nothing can be sent for now holds up no other', async () => {
  await using sender = await Sender.open();
  const { visitor } = sender;
  let isFull = true;
  await visitor.send(script({ text: 'The first.' }));
  await visitor.waitForEnd();
  const first = new URL(visitor.page.url()).pathname;
  await visitor.page.route(`**/api/conversations/${first.slice('/c/'.length)}/messages`, (route) =>
    isFull ? route.fulfill(problem('queue_full', 429)) : route.fallback(),
  );
  await visitor.send(script({ text: 'Held up.' }));
  await button(visitor, 'Take back').waitFor();
  await visitor.send(script({ text: 'After it.' }));
  await visitor.page.getByText('Will be sent after the message above.').waitFor();
  await visitor.page.getByRole('link', { name: 'New conversation' }).first().click();
  await visitor.send(script({ text: 'Not held up.' }));
  await visitor.answers.getByText('Not held up.', { exact: true }).waitFor({ timeout: 8_000 });
  isFull = false;
  await visitor.page.goto(new URL(first, visitor.page.url()).href);
  await visitor.answers.getByText('After it.', { exact: true }).waitFor();
  await visitor.waitForEnd();
  const order = await visitor.page.locator('article .markdown').allInnerTexts();
  expect(order.map((text) => text.trim())).toEqual(['The first.', 'Held up.', 'After it.']);
});

describe('a message that is taken back after its reply was lost', () => {
  const takeBack = async (visitor: Visitor) => {
    await kept(visitor).waitFor();
    await button(visitor, 'Take back').click();
    await kept(visitor).waitFor({ state: 'detached' });
    expect(await visitor.composer.inputValue()).not.toBe('');
  };

  test('is gone from the server too if its answer had not begun', async () => {
    await using sender = await Sender.open();
    const { visitor } = sender;
    await visitor.send(script({ tokens: 4, stepped: true, key: 'not begun' }));
    await step('not begun', 1);
    await visitor.answers.getByText('t0').waitFor();
    sender.away('lose');
    await visitor.send('better not');
    await takeBack(visitor);
    const withdrawn = visitor.page.waitForResponse(/withdraw$/);
    sender.back();
    expect((await withdrawn).status()).toBe(200);
    await step('not begun', 40);
    await visitor.waitForEnd();
    await visitor.page.reload();
    await visitor.answers.getByText('t3').waitFor();
    expect(await visitor.questions.count()).toBe(1);
    expect(await visitor.composer.inputValue()).toBe('better not');
  });

  test('is stopped if its answer had begun, after a reload too, and the page says so', async () => {
    await using sender = await Sender.open();
    const { visitor } = sender;
    await visitor.send(script({ text: 'Before.' }));
    await visitor.waitForEnd();
    sender.away('lose');
    const question = script({ tokens: 4, stepped: true, key: 'begun' });
    await visitor.send(question);
    await step('begun', 1);
    await takeBack(visitor);
    await visitor.page.reload();
    await expect.poll(() => visitor.questions.count()).toBe(2);
    sender.back();
    await visitor.page.getByText('had already arrived').waitFor();
    await visitor.page.getByText('This answer was stopped.').waitFor();
    expect(await visitor.composer.inputValue()).toBe(question);
    expect(await visitor.questions.count()).toBe(2);
  });

  test('is not stored if it arrives after all, and what was sent in its place is', async () => {
    await using sender = await Sender.open();
    const { visitor } = sender;
    await visitor.send(script({ text: 'Before.' }));
    await visitor.waitForEnd();
    sender.away('drop');
    await visitor.send('better not');
    await takeBack(visitor);
    const late = sender.last;
    await visitor.send(script({ text: 'Instead.' }));
    sender.back();
    await visitor.answers.getByText('Instead.', { exact: true }).waitFor();
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(late.url.replace(/^http:..[^/]+/, product.address), {
      method: 'POST',
      headers,
      body: late.body,
    });
    expect(reply.status).toBe(404);
    await visitor.page.reload();
    await visitor.answers.getByText('Instead.', { exact: true }).waitFor();
    expect(await visitor.questions.count()).toBe(2);
    expect(await button(visitor, 'Previous version').count()).toBe(0);
  });
});
