import type { BrowserContextOptions, Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hostileAnswers } from '../hostile/corpus.ts';
import { OtherHosts, png } from '../support/other-hosts.ts';
import { seriousFaults } from './axe.ts';
import { phone, script, type Visitor } from './open-page.ts';
import { useProduct } from './use-product.ts';

const others = new OtherHosts();

beforeAll(() => others.open());
afterAll(() => others[Symbol.asyncDispose]());
beforeEach(() => others.forget());

const { product, open } = useProduct('file', { network: others.network });

/** A person whose browser notes every host that it asks for itself. */
async function reader(options?: BrowserContextOptions): Promise<{ visitor: Visitor; strangers: string[] }> {
  const visitor = await open('/', options);
  const strangers: string[] = [];
  visitor.page.on('request', (request) => {
    if (!/^(?:blob:)?http:\/\/127\.0\.0\.1:/.test(request.url())) strangers.push(request.url());
  });
  return { visitor, strangers };
}

async function answer(visitor: Visitor, text: string): Promise<Locator> {
  const last = visitor.answers.nth(await visitor.answers.count());
  await visitor.send(script({ text }));
  await last.waitFor();
  await visitor.waitForEnd();
  await last.locator('.picture').first().waitFor();
  return last;
}

/** Opens the first of the chips in lines of text. */
const unfold = (within: Locator): Promise<void> => within.locator('.chip').first().click();

const load = (within: Locator, host = 'pictures.example'): Locator =>
  within.getByRole('button', { name: `Load images from ${host}`, exact: true });
const always = (within: Locator, host = 'pictures.example'): Locator =>
  within.getByRole('button', { name: `Always load images from ${host}`, exact: true });

describe('an image in an answer', () => {
  test('is asked for by nobody before a click, and then by the server alone, from the host that was clicked', async () => {
    const { visitor, strangers } = await reader();
    await using _ = visitor;
    const last = await answer(
      visitor,
      '![A harbour](https://pictures.example/harbour.png?said=all)\n\n![x](https://icons.example/x.png)',
    );
    await last.getByText('A harbour').waitFor();
    expect(others.resolved).toEqual([]);
    await load(last).click();
    const image = last.getByRole('img', { name: 'A harbour' });
    await image.waitFor();
    expect(await image.evaluate((it: HTMLImageElement) => [it.naturalWidth, it.naturalHeight])).toEqual([
      3, 2,
    ]);
    expect(others).toMatchObject({
      heard: ['pictures.example/harbour.png?said=all'],
      resolved: ['pictures.example'],
    });
    expect(strangers).toEqual([]);
    await load(last, 'icons.example').waitFor();
  });

  test('is allowed once by its own address: a further one of its host waits for a click', async () => {
    const { visitor } = await reader();
    await using _ = visitor;
    const first = await answer(
      visitor,
      '![a](https://pictures.example/a.png) ![b](https://pictures.example/b.png)',
    );
    await unfold(first);
    await load(first).first().click();
    await first.locator('.picture.shown').nth(1).waitFor();
    expect(others.heard.toSorted()).toEqual(['pictures.example/a.png', 'pictures.example/b.png']);
    const next = await answer(
      visitor,
      '![a](https://pictures.example/a.png) ![c](https://pictures.example/c.png?x)',
    );
    await next.locator('.picture.shown').waitFor();
    await next.getByRole('button', { name: 'Image c pictures.example' }).waitFor();
    // What was loaded is still there.
    expect(others.heard).toHaveLength(2);
  });

  test('of a host that is always allowed loads by itself, until that is taken back', async () => {
    const { visitor, strangers } = await reader();
    await using _ = visitor;
    const first = await answer(visitor, '![a](https://pictures.example/a.png)');
    await always(first).click();
    await first.locator('.picture.shown').waitFor();
    await visitor.page.reload();
    await visitor.answers.last().locator('.picture.shown').waitFor();
    const next = await answer(visitor, 'In a line ![b](http://pictures.example/b.png) of text');
    await next.locator('.picture.shown').waitFor();
    expect(others.heard).toEqual([
      'pictures.example/a.png',
      'pictures.example/a.png',
      'pictures.example/b.png',
    ]);
    const here = visitor.page.url();
    await visitor.page.goto(`${product.address}/settings`);
    const dialog = visitor.page.getByRole('dialog');
    await dialog
      .getByRole('button', { name: 'Stop loading images from pictures.example by themselves' })
      .click();
    await dialog.getByText('No host yet.').waitFor();
    await visitor.page.goto(here);
    const last = await answer(visitor, '![d](https://pictures.example/d.png)');
    await load(last).waitFor();
    expect(others.heard).toHaveLength(3);
    expect(strangers).toEqual([]);
  });

  test('that its host has elsewhere needs a click on that other host', async () => {
    others.answer = ({ headers }, outgoing) => {
      if (headers.host === 'moved.example')
        outgoing.writeHead(302, { location: 'https://cdn.example/y.png' }).end();
      else outgoing.end(png(3, 2));
    };
    const { visitor } = await reader();
    await using _ = visitor;
    const last = await answer(visitor, '![m](https://moved.example/m.png)');
    await load(last, 'moved.example').click();
    await last
      .getByText('moved.example does not have the image itself, but sends on to cdn.example.')
      .waitFor();
    expect(others.heard).toEqual(['moved.example/m.png']);
    await load(last, 'cdn.example').click();
    await last.locator('.picture.shown').waitFor();
    expect(others.heard.at(-1)).toBe('cdn.example/y.png');
  });

  test('that cannot be loaded says why, and can be tried again', async () => {
    others.answer = (_incoming, outgoing) => void outgoing.writeHead(404).end();
    const { visitor } = await reader();
    await using _ = visitor;
    const last = await answer(visitor, '![m](https://pictures.example/m.png)');
    await load(last).click();
    await last.getByText('The host cannot be reached, or does not have this. (HTTP 404)').waitFor();
    others.answer = (_incoming, outgoing) => void outgoing.end('<svg onload="alert(1)"/>');
    await last.getByRole('button', { name: 'Load again' }).click();
    await last.getByText('What the host sent is no PNG, JPEG, GIF or WebP image.').waitFor();
    others.names.set('pictures.example', [['127.0.0.1']]);
    await last.getByRole('button', { name: 'Load again' }).click();
    await last.getByText('This cannot be loaded: its address is not a public one.').waitFor();
    others.forget();
    await last.getByRole('button', { name: 'Load again' }).click();
    await last.locator('.picture.shown').waitFor();
  });

  test('in a link is loaded by its button, without going where the link leads', async () => {
    const { visitor } = await reader();
    await using _ = visitor;
    const last = await answer(
      visitor,
      '# [![Your bank](https://pictures.example/b.png)](https://evil.example/)',
    );
    await last.getByText('(evil.example)').waitFor();
    await last.locator('.chip').focus();
    await visitor.page.keyboard.press('Enter');
    await visitor.page.keyboard.press('Enter');
    await last.locator('a .picture.shown img').waitFor();
    expect(visitor.page.context().pages()).toHaveLength(1);
    expect(others.heard).toEqual(['pictures.example/b.png']);
  });

  test('is a chip that no line grows for where it stands in one, and a card where it stands alone', async () => {
    const { visitor } = await reader(phone);
    await using _ = visitor;
    const text = (image: string) =>
      `Turn the ${image} wheel.\n\n\n${image}\n\nHere it is:\n${image}\nThere it was.\n\n${image} ${image}`;
    const plain = await answer(visitor, `${text('x')}\n\n![x](https://pictures.example/x.png)`);
    const last = await answer(visitor, text('![cog](https://icons.example/cog.png)'));
    const heightOf = (within: Locator) =>
      within
        .locator('p')
        .first()
        .evaluate((p) => p.clientHeight);
    expect(await heightOf(last)).toBe(await heightOf(plain));
    const folded = await last
      .locator('.picture')
      .evaluateAll((all) => all.map((one) => one.classList.contains('folded')));
    expect(folded).toEqual([true, false, false, true, true]);
    expect(await seriousFaults(visitor.page)).toEqual([]);
    await unfold(last);
    await load(last, 'icons.example').first().tap();
    await last.locator('p').first().locator('.picture.shown.small a img').waitFor();
    expect(await heightOf(last)).toBe(await heightOf(plain));
  });

  test('in a line that could not be loaded says so there, and why in its card', async () => {
    others.answer = (_incoming, outgoing) => void outgoing.writeHead(404).end();
    const { visitor } = await reader();
    await using _ = visitor;
    const last = await answer(visitor, 'A ![cog](https://icons.example/cog.png) here');
    await unfold(last);
    await load(last, 'icons.example').click();
    const chip = last.getByRole('button', { name: 'Image not loaded cog icons.example' });
    await chip.click();
    await last.getByText('The host cannot be reached, or does not have this. (HTTP 404)').waitFor();
    others.forget();
    await last.getByRole('button', { name: 'Load again' }).click();
    await last.locator('.picture.shown').waitFor();
  });

  test('is copied as what it was, and found by its words', async () => {
    const { visitor } = await reader();
    await using _ = visitor;
    const last = await answer(visitor, 'one ![two](https://pictures.example/b.png) three');
    await last.locator('.markdown p').evaluate((p) => getSelection()!.selectAllChildren(p));
    await visitor.page.keyboard.press('ControlOrMeta+c');
    expect(await visitor.page.evaluate(() => navigator.clipboard.readText())).toBe(
      'one ![two](https://pictures.example/b.png) three',
    );
  });

  test('has controls that a thumb hits and a screen reader names, and is no wider than a phone', async () => {
    const { visitor } = await reader(phone);
    await using _ = visitor;
    const host = `${'a-long-name.'.repeat(12)}pictures.example`;
    const last = await answer(
      visitor,
      `![A harbour](https://${host}/a.png)\n\n![b](https://pictures.example/b.png)`,
    );
    const boxes = await last
      .locator('.picture :is(button, a)')
      .evaluateAll((all) =>
        all.map((it) => it.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)),
      );
    expect(Math.min(...boxes)).toBeGreaterThanOrEqual(44);
    expect(await seriousFaults(visitor.page)).toEqual([]);
    await load(last).tap();
    await last.locator('.picture.shown').waitFor();
    expect(await visitor.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(await seriousFaults(visitor.page)).toEqual([]);
  });
});

/** The stored answers that hold images, each with a host of its own in the place of the one that does harm. */
const hostileImages = hostileAnswers()
  .filter(
    ({ name, text }) =>
      /^(?:images|lookalikes|links): /.test(name) && text.includes('![') && text.length < 4_000,
  )
  .map(({ name, text }, index) => ({ name, text: text.replaceAll('evil.test', `h${index}.evil.example`) }));

const patience = { timeout: 20_000 };

/** How many there are; the first of them is in view now. */
const lookAtFirst = (all: Locator): Promise<number> =>
  all.evaluateAll((elements) => {
    elements[0]?.scrollIntoView();
    return elements.length;
  });

describe('an image in a hostile answer', () => {
  test('brings about no request before a click, and after it those to the host that the button named', async () => {
    await using visitor = await open();
    const asked: { url: string; hosts: string[] }[] = [];
    await visitor.page.route('**/api/images', (route) => {
      asked.push(route.request().postDataJSON() as { url: string; hosts: string[] });
      return route.fulfill({ contentType: 'image/png', body: png(3, 2) });
    });
    const last = await answer(visitor, hostileImages.map(({ text }) => text).join('\n\n'));
    await last.locator('.chip').evaluateAll((all) => all.forEach((chip) => (chip as HTMLElement).click()));
    const choices = last.locator('.picture button:not([aria-label])');
    const hosts = new Set(
      (await choices.allTextContents()).map((words) => words.replace('Load images from ', '')),
    );
    expect(hosts.size).toBeGreaterThan(10);
    expect(asked).toEqual([]);
    for (const host of hosts) {
      asked.length = 0;
      await load(last, host).first().click();
      await expect.poll(() => asked.length, patience).toBeGreaterThan(0);
      // Those that are far from the view wait until they come near.
      await expect.poll(() => lookAtFirst(last.locator('.picture.loading')), patience).toBe(0);
      expect(new Set(asked.map(({ url }) => new URL(url).host))).toEqual(new Set([host]));
      for (const { url, hosts: named } of asked) {
        expect(named).toEqual([host]);
        expect(url).toMatch(/^https:/);
      }
    }
    expect(await choices.count()).toBe(0);
  });
});

describe('another site’s page', () => {
  test('cannot have the server fetch anything', async () => {
    const body = JSON.stringify({ url: 'https://pictures.example/a.png', hosts: ['pictures.example'] });
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const reply = await fetch(`${product.address}/api/images`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
      expect(reply.status).toBe(403);
    }
    const asForm = await fetch(`${product.address}/api/images`, { method: 'POST', body });
    expect(asForm.status).toBe(415);
    expect((await fetch(`${product.address}/api/images`)).status).toBe(405);
    expect(others.resolved).toEqual([]);
  });

  test('cannot make a page of what was fetched', async () => {
    const reply = await fetch(`${product.address}/api/images`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: 'https://pictures.example/a.png', hosts: ['pictures.example'] }),
    });
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'attachment',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(Buffer.from(await reply.arrayBuffer())).toEqual(png(3, 2));
  });
});
