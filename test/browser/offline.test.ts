import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { seriousFaults } from './axe.ts';
import { script, type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const { product, open } = useProduct('test');

/** A page that has been there once, so that the browser keeps it. */
async function visitOnce(address = product.address): Promise<Visitor> {
  const visitor = await open(address);
  await visitor.waitForStart();
  await visitor.page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state !== 'activated')
      await new Promise((resolve) => active?.addEventListener('statechange', resolve, { once: true }));
  });
  return visitor;
}

describe('while the server is away', () => {
  test('the page loads, whole, and says so', async () => {
    await using visitor = await visitOnce();
    await product.stopServer();
    await visitor.page.reload();
    await visitor.page.getByRole('heading', { name: 'What shall we write?' }).waitFor();
    await visitor.page.getByText('The server cannot be reached. Nothing is lost').waitFor();
    // A part that this page had no need of before.
    await visitor.page
      .getByRole('button', { name: 'Settings' })
      .or(visitor.page.getByRole('link', { name: 'Settings' }))
      .click();
    await visitor.page.getByRole('dialog', { name: 'Settings' }).waitFor();
  });

  test('what is sent waits, survives a reload, and goes in order and once when the server is back', async () => {
    await using visitor = await visitOnce();
    await product.stopServer();
    await visitor.send(script({ text: 'One.' }));
    await visitor.page.getByText('Your message is kept here').waitFor();
    await visitor.send(script({ text: 'Two.' }));
    await visitor.page.getByText('Will be sent after the message above.').waitFor();
    await visitor.composer.fill('and a draft');
    expect(await seriousFaults(visitor.page)).toEqual([]);
    await visitor.page.reload();
    await expect.poll(() => visitor.questions.count()).toBe(2);
    expect(await visitor.composer.inputValue()).toBe('and a draft');
    await product.startServer();
    await visitor.answers.getByText('Two.', { exact: true }).waitFor();
    await visitor.waitForEnd();
    const order = await visitor.page.locator('article .sheet, article .markdown').allInnerTexts();
    expect(order.map((text) => text.trim())).toEqual([
      script({ text: 'One.' }),
      'One.',
      script({ text: 'Two.' }),
      'Two.',
    ]);
    expect(
      [script({ text: 'One.' }), script({ text: 'Two.' })].map((question) => product.timesAsked(question)),
    ).toEqual([1, 1]);
    expect(await visitor.composer.inputValue()).toBe('and a draft');
  });

  test('what is sent in a conversation that was left goes by itself, and can be found', async () => {
    await using visitor = await visitOnce();
    await product.stopServer();
    await visitor.send(script({ text: 'Left behind.' }));
    await visitor.page.getByText('Your message is kept here').waitFor();
    await visitor.page.getByRole('link', { name: 'New conversation' }).first().click();
    await visitor.page.getByText('Not sent yet, in another conversation:').waitFor();
    expect(await visitor.composer.inputValue()).toBe('');
    await visitor.send('the first here');
    await visitor.page.getByText('Your message is kept here').waitFor();
    expect(await visitor.page.getByText('Will be sent after the message above.').count()).toBe(0);
    await visitor.page.getByRole('button', { name: 'Take back' }).click();
    await visitor.composer.fill('');
    await visitor.page.reload();
    const link = visitor.page.locator('.foot').getByRole('link', { name: /Left behind/ });
    await link.waitFor();
    await product.startServer();
    await link.waitFor({ state: 'detached' });
    await visitor.page.getByRole('navigation').getByRole('link').first().click();
    await visitor.answers.getByText('Left behind.', { exact: true }).waitFor();
    expect(product.timesAsked(script({ text: 'Left behind.' }))).toBe(1);
  });

  test('what follows a message that is taken back goes in its place', async () => {
    await using visitor = await visitOnce();
    await visitor.send(script({ text: 'Before.' }));
    await visitor.waitForEnd();
    await product.stopServer();
    await visitor.send('better not');
    await visitor.page.getByText('Your message is kept here').waitFor();
    await visitor.send(script({ text: 'Instead.' }));
    await visitor.page.getByRole('button', { name: 'Take back' }).first().click();
    expect(await visitor.composer.inputValue()).toBe('better not');
    expect(await visitor.questions.count()).toBe(2);
    await visitor.page.reload();
    await product.startServer();
    await visitor.answers.getByText('Instead.', { exact: true }).waitFor();
    await visitor.waitForEnd();
    expect(await visitor.questions.count()).toBe(2);
    expect(await visitor.composer.inputValue()).toBe('better not');
  });

  test('a message in a conversation that is not loaded yet follows its end', async () => {
    await using visitor = await visitOnce();
    await visitor.send(script({ text: 'First.' }));
    await visitor.waitForEnd();
    await product.stopServer();
    await visitor.page.reload();
    await visitor.send(script({ text: 'Second.' }));
    await visitor.page.getByText('Your message is kept here').waitFor();
    await product.startServer();
    await visitor.answers.getByText('Second.', { exact: true }).waitFor();
    await visitor.waitForEnd();
    expect(await visitor.questions.count()).toBe(2);
    expect(await visitor.answers.getByText('First.', { exact: true }).count()).toBe(1);
  });
});

/** Stands before the server and hands out its page with a mark of the version, or says that the server is away. */
async function startFront(): Promise<
  AsyncDisposable & { address: string; version: string; isDown: boolean }
> {
  const server = createServer(
    (incoming, outgoing) => void answer(incoming.url!).then((end) => end(outgoing)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    version: 'old',
    isDown: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  async function answer(path: string) {
    if (front.isDown) return (outgoing: ServerResponse) => void outgoing.writeHead(502).end('Bad Gateway');
    const reply = await fetch(product.address + path, { headers: { 'accept-encoding': 'identity' } });
    const type = reply.headers.get('content-type') ?? '';
    const body = Buffer.from(await reply.arrayBuffer());
    const isPage = type.startsWith('text/html');
    const marked = `<html data-version="${front.version}"`;
    const sent = isPage ? body.toString().replace('<html', marked) : body;
    return (outgoing: ServerResponse) =>
      void outgoing.writeHead(reply.status, { 'content-type': type }).end(sent);
  }
  return front;
}

describe('the page that a browser keeps', () => {
  const versionOf = ({ page }: Visitor) => page.locator('html').getAttribute('data-version');

  test('never takes the place of the one that the server has, and stands in for a proxy that cannot reach it', async () => {
    await using front = await startFront();
    await using visitor = await visitOnce(front.address);
    expect(await versionOf(visitor)).toBe('old');
    front.version = 'new';
    await visitor.page.reload();
    expect(await versionOf(visitor)).toBe('new');
    front.isDown = true;
    await visitor.page.goto(`${front.address}/settings`);
    await visitor.page.getByRole('dialog', { name: 'Settings' }).waitFor();
    expect(await versionOf(visitor)).toBe('old');
  });

  test('is all that is kept: nothing of the API, and no other version but the one before', async () => {
    await using visitor = await visitOnce();
    await visitor.send(script({ text: 'A secret.' }));
    await visitor.waitForEnd();
    const kept = () =>
      visitor.page.evaluate(async () => {
        const names = await caches.keys();
        const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
        return { names, paths: requests.flat().map(({ url }) => new URL(url).pathname) };
      });
    const { names, paths } = await kept();
    expect(names).toHaveLength(1);
    expect(paths.filter((path) => !/^\/(assets\/.+|early\.js|favicon\.svg)?$/.test(path))).toEqual([]);
    expect(paths.some((path) => path.includes('SettingsDialog'))).toBe(true);
    await visitor.page.evaluate(async () => {
      for (const name of ['inkstone-oldest', 'inkstone-before']) await caches.open(name);
      await (await navigator.serviceWorker.ready).unregister();
    });
    await visitor.page.reload();
    await expect
      .poll(async () => (await kept()).names.includes('inkstone-oldest'), { timeout: 5_000 })
      .toBe(false);
    expect((await kept()).names).toEqual([...names, 'inkstone-before']);
  });
});
