import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Frame, Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { Product, script, Visitor } from './open-page.ts';
import { Recorder } from './recorder.ts';
import { innerPeer, tools, waysOut } from './ways-out.ts';

let browser: Browser;
let product: Product;

beforeAll(async () => {
  [browser, product] = await Promise.all([launchChromium(), Product.start()]);
});
afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await browser.close();
});

const block = (language: string, code: string): string => `\`\`\`${language}\n${code}\n\`\`\`\n`;
const flowchart = 'flowchart LR\n  A[开始] --> B[完成 done]';

/** A visitor who has got this answer. */
async function visitorWith(answer: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const visitor = await Visitor.open(browser, product.address, options);
  await visitor.waitForStart();
  await visitor.send(script({ text: answer, rate: 5_000 }));
  await visitor.waitForEnd();
  return visitor;
}

const pictures = ({ page }: Visitor): Locator => page.locator('.markdown').getByRole('img');

async function saved(visitor: Visitor, button: string): Promise<Buffer> {
  const download = visitor.page.waitForEvent('download');
  await visitor.button(button).click();
  return readFile(await (await download).path());
}

describe('a diagram', () => {
  test('is drawn once its block has closed; its source is one click away', async () => {
    await using visitor = await visitorWith(block('mermaid', flowchart));
    const code = visitor.page.locator('.markdown pre');
    await pictures(visitor).waitFor({ timeout: 30_000 });
    await expect.poll(() => code.isVisible()).toBe(false);
    await visitor.button('Source').click();
    expect(await code.innerText()).toContain('A[开始] --> B[完成 done]');
    expect(await pictures(visitor).count()).toBe(0);
    await visitor.button('Show').click();
    await pictures(visitor).waitFor();
  });

  test('can be saved as SVG and as PNG', async () => {
    await using visitor = await visitorWith(block('mermaid', flowchart));
    await pictures(visitor).waitFor({ timeout: 30_000 });
    const svg = (await saved(visitor, 'Save as SVG')).toString();
    expect(svg).toMatch(/^<svg /);
    expect(svg).toContain('开始');
    expect(svg).not.toMatch(/<script|<foreignObject|\son\w+=/i);
    const png = await saved(visitor, 'Save as PNG');
    expect([...png.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join('')).toBe('PNG');
    expect(png.length).toBeGreaterThan(1_000);
  });

  test('with a mistake in it is its source, and a sentence that says so', async () => {
    await using visitor = await visitorWith(block('mermaid', 'flowchart LR\n  A[oops --> B'));
    await visitor.page.getByText('This cannot be drawn').waitFor({ timeout: 30_000 });
    expect(await visitor.page.locator('.markdown pre').innerText()).toContain('A[oops --> B');
    expect(await pictures(visitor).count()).toBe(0);
  });

  test('has the colours of the page, also when they change', async () => {
    await using visitor = await visitorWith(block('mermaid', flowchart), { colorScheme: 'light' });
    await pictures(visitor).waitFor({ timeout: 30_000 });
    const light = await pictures(visitor).getAttribute('src');
    await visitor.page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => pictures(visitor).getAttribute('src'), { timeout: 30_000 }).not.toBe(light);
  });

  test('can do no harm: what it smuggles in neither runs nor asks anybody', async () => {
    await using recorder = await Recorder.start();
    const smuggled = [
      'flowchart LR',
      `  A["<img src='http://${recorder.host}/label' onerror='parent.document.title=1'>"] --> B[<script>parent.document.title=2</script>]`,
      `  click A href "javascript:parent.document.title=3"`,
      `  click B call alert()`,
      `  style A fill:url(http://${recorder.host}/fill)`,
    ].join('\n');
    const configured = `%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "@import 'http://${recorder.host}/css';"}}%%\n${smuggled}`;
    await using visitor = await visitorWith(block('mermaid', smuggled) + block('mermaid', configured));
    const settled = visitor.page.locator('.markdown .diagram :is(img, p)');
    await expect.poll(() => settled.count(), { timeout: 40_000 }).toBeGreaterThan(1);
    expect(await visitor.page.title()).not.toMatch(/^\d$/);
    expect(recorder.heard).toEqual([]);
  });

  test('does not come alone: many of them hold one frame', async () => {
    const many = Array.from({ length: 12 }, (_, index) =>
      block('mermaid', `flowchart LR\n  A${index} --> B`),
    );
    await using visitor = await visitorWith(many.join('\n'));
    await expect.poll(() => pictures(visitor).count(), { timeout: 40_000 }).toBeGreaterThan(2);
    expect(await visitor.page.locator('iframe').count()).toBe(1);
  });
});

/** Starts the page in the first block that is not started yet; its frame. */
async function run(visitor: Visitor): Promise<Frame> {
  const before = new Set(visitor.page.frames());
  await visitor.button('Run').first().click();
  if (before.size === 1) await visitor.button('Run it').click();
  const started = (): Frame | undefined => visitor.page.frames().find((frame) => !before.has(frame));
  await expect.poll(() => started() !== undefined).toBe(true);
  return started()!;
}

describe('a generated page', () => {
  test('runs when it is started, can be read, started again and stopped', async () => {
    const page = '<p id="count">0</p><button onclick="count.textContent++">More</button>';
    await using visitor = await visitorWith(block('html', page));
    expect(await visitor.page.locator('iframe').count()).toBe(0);
    await run(visitor);
    const shown = visitor.page.frameLocator('iframe');
    await shown.getByRole('button', { name: 'More' }).click();
    expect(await shown.locator('#count').innerText()).toBe('1');
    await visitor.button('Source').click();
    expect(await visitor.page.locator('.markdown pre').innerText()).toContain('id="count"');
    await visitor.button('Show').click();
    expect(await shown.locator('#count').innerText()).toBe('1');
    await visitor.button('Start again').click();
    await expect.poll(() => shown.locator('#count').innerText()).toBe('0');
    await visitor.button('Stop').click();
    await visitor.page.locator('iframe').waitFor({ state: 'detached' });
  });

  test('runs for the first time when it is known what it can do, also after a reload', async () => {
    await using visitor = await visitorWith(block('html', '<p>here</p>'));
    await visitor.button('Run').click();
    const notice = visitor.page.getByRole('dialog', { name: 'Before the first page runs' });
    await notice.getByRole('button', { name: 'Cancel' }).click();
    await notice.waitFor({ state: 'detached' });
    expect(await visitor.page.locator('iframe').count()).toBe(0);
    await visitor.button('Run').click();
    expect(await notice.innerText()).toContain('type nothing secret');
    await notice.getByRole('button', { name: 'Run it' }).click();
    const shown = visitor.page.frameLocator('iframe').getByText('here');
    await shown.waitFor();
    await visitor.page.reload();
    await visitor.button('Run').click();
    await shown.waitFor();
  });

  test('is run without the links that only name other hosts, and is whole otherwise', async () => {
    const hints = '<link rel="preconnect" href="https://fonts.test"><meta http-equiv="Refresh" content="9">';
    const page = `<!doctype html><html lang="zh"><head>${hints}<title>页</title><style>p { color: red }</style></head>
      <body><p>here & “there”</p><template>${hints}<b>x</b></template><iframe srcdoc='${hints}<i>y</i>'></iframe>
      <script>document.body.append('ran: 1 < 2')</script>`;
    await using visitor = await visitorWith(block('html', page));
    const frame = await run(visitor);
    await expect.poll(() => frame.locator('body').innerText()).toContain('ran: 1 < 2');
    const hinting = await frame.evaluate(() => {
      const { content } = document.querySelector('template')!;
      const inner = document.querySelector('iframe')!.srcdoc;
      const found = (root: ParentNode): number => root.querySelectorAll('link, meta[http-equiv]').length;
      return [found(document), found(content), inner];
    });
    expect(hinting).toEqual([0, 0, '<html><head></head><body><i>y</i></body></html>']);
    expect(await frame.locator('p').evaluate((p) => [getComputedStyle(p).color, p.textContent])).toEqual([
      'rgb(255, 0, 0)',
      'here & “there”',
    ]);
    expect(await frame.evaluate(() => document.compatMode)).toBe('CSS1Compat');
  });

  test('has no login, no storage and no page around it', async () => {
    const page = `<pre id="found"></pre><script>
      const found = (name, look) => {
        try { document.getElementById('found').append(name + ' ' + look() + '\\n') }
        catch (error) { document.getElementById('found').append(name + ' ' + error.name + '\\n') }
      };
      found('origin', () => self.origin);
      found('storage', () => localStorage.length);
      found('session', () => sessionStorage.length);
      found('cookie', () => document.cookie);
      found('parent', () => parent.document.title);
      found('frame', () => String(frameElement));
      found('window', () => String(open('/')));
      found('top', () => { top.location = '/settings'; return 'asked' });
    </script>`;
    await using visitor = await visitorWith(block('html', page));
    const frame = await run(visitor);
    await expect.poll(() => frame.locator('#found').innerText()).toContain('top');
    expect((await frame.locator('#found').innerText()).trim().split('\n')).toEqual([
      'origin null',
      'storage SecurityError',
      'session SecurityError',
      'cookie SecurityError',
      'parent SecurityError',
      'frame null',
      'window null',
      'top SecurityError',
    ]);
    expect(visitor.path).toMatch(/^\/c\//);
    expectOnlyRefusals(visitor);
  });

  test('reaches no other host, whichever way it tries', async () => {
    await using recorder = await Recorder.start();
    const ways = Object.entries(waysOut(recorder.host, recorder.udpPort));
    const tries = ways.map(([name, code]) => `attempt(${JSON.stringify(name)}, () => { ${code} });`);
    const page = `<pre id="tried"></pre><script>${tools}
      const attempt = (name, go) => { try { go() } catch (error) { console.warn(error) } document.getElementById('tried').append(name + ' ') };
      ${tries.join('\n')}
      setTimeout(() => document.getElementById('tried').append('over'), 1000);
    </script>`;
    await using visitor = await visitorWith(block('html', escapedInScript(page)));
    const frame = await run(visitor);
    await expect.poll(() => frame.locator('#tried').innerText(), { timeout: 30_000 }).toContain('over');
    expect(await frame.locator('#tried').innerText()).toContain(ways.map(([name]) => name).join(' '));
    await expectSilence(visitor, recorder);
    expectOnlyRefusals(visitor);
  });

  test('reaches no peer from a page within it either', async () => {
    await using recorder = await Recorder.start();
    const code = innerPeer(recorder.host, recorder.udpPort);
    const page = `<p>begun</p><script>${tools}${code}; setTimeout(() => document.body.append('over'), 1000)</script>`;
    await using visitor = await visitorWith(block('html', escapedInScript(page)));
    const frame = await run(visitor);
    await expect.poll(() => isOver(frame), { timeout: 30_000 }).toBe(true);
    await expectSilence(visitor, recorder);
    expectOnlyRefusals(visitor);
  });

  test.each([
    ['by its address', (url: string) => `<script>location.href = '${url}?secret'</script>`],
    [
      'by refreshing',
      (url: string) =>
        `<script>const refresh = document.createElement('meta');
          Object.assign(refresh, { httpEquiv: 'refresh', content: '0;url=${url}' });
          document.head.append(refresh)</script>`,
    ],
    ['from a page within it', (url: string) => `<iframe src="${url}"></iframe>`],
    [
      'from a page that goes there within it',
      (url: string) => `<iframe srcdoc="<script>location.href = '${url}'</script>"></iframe>`,
    ],
    [
      'by a form',
      (url: string) => `<form action="${url}"></form><script>document.forms[0].submit()</script>`,
    ],
    [
      'by taking the page with it',
      (url: string) =>
        `<script>try { top.location = '${url}' } catch (error) { console.warn(error) }</script>`,
    ],
  ])('cannot leave for another host %s', async (_, leaving) => {
    await using recorder = await Recorder.start();
    await using visitor = await visitorWith(
      block('html', `<p>here</p>${leaving(`http://${recorder.host}/`)}`),
    );
    const refused = visitor.page.waitForEvent('console', {
      predicate: (message) => /refused|violates|unsafe attempt|permission/i.test(message.text()),
    });
    await run(visitor);
    await refused;
    await expectSilence(visitor, recorder);
    expect(visitor.path).toMatch(/^\/c\//);
    expectOnlyRefusals(visitor);
  });

  test('is stopped when it keeps taking the keyboard from what somebody writes', async () => {
    const greedy = `<input id="taken"><script>
      const take = () => { taken.focus(); focus() };
      setInterval(take, 1);
      addEventListener('blur', take);
    </script>`;
    await using visitor = await visitorWith(block('html', greedy));
    const { page, composer } = visitor;
    await run(visitor);
    await composer.click();
    await page.getByText('it kept taking the keyboard').waitFor();
    await page.locator('iframe').waitFor({ state: 'detached' });
    await page.keyboard.type('a secret');
    expect(await composer.inputValue()).toBe('a secret');
  });

  test('has the keyboard where somebody presses on it, also after they wrote elsewhere', async () => {
    await using visitor = await visitorWith(block('html', '<input id="field" autofocus style="width: 90%">'));
    const { page, composer } = visitor;
    const frame = await run(visitor);
    await composer.click();
    await page.keyboard.type('here');
    await page
      .locator('iframe')
      .evaluate((shown) => shown.parentElement?.dispatchEvent(new Event('pointerdown')));
    await frame.locator('#field').click();
    await page.keyboard.type('there');
    await expect.poll(() => frame.locator('#field').inputValue()).toBe('there');
    expect(await composer.inputValue()).toBe('here');
    expectOnlyRefusals(visitor);
  });

  test('is a picture where the code is SVG', async () => {
    await using visitor = await visitorWith(
      block('xml', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'),
    );
    await visitor.button('Preview').click();
    await visitor.button('Run it').click();
    await visitor.page.frameLocator('iframe').locator('circle').waitFor();
  });

  test('is one of four at most: one more ends the first', async () => {
    const pages = Array.from({ length: 5 }, (_, index) => block('html', `<p>page ${index}</p>`));
    await using visitor = await visitorWith(pages.join('\n'));
    for (let started = 1; started <= 5; started++) await run(visitor);
    expect(await visitor.page.locator('iframe').count()).toBe(4);
    expect(await visitor.button('Run').count()).toBe(1);
  });
});

/**
 * The browser connects to where a frame wants to go before it finds that it may not, and is heard a while later. What the same
 * browser asks for itself is heard after that: by then nothing else has been.
 */
async function expectSilence({ page }: Visitor, recorder: Recorder): Promise<void> {
  await using other = await page.context().newPage();
  await expect(other.goto(`http://${recorder.host}/allowed`)).rejects.toThrow('ERR_ABORTED');
  expect(recorder.heard).toEqual(['a connection', 'GET /allowed HTTP/1.1']);
}

/** Whether it says so, or is there no more. */
async function isOver(frame: Frame): Promise<boolean> {
  try {
    return (await frame.evaluate(() => document.body.textContent)).includes('over');
  } catch (error) {
    if (error instanceof Error) return /crash|closed|detached/i.test(error.message);
    throw error;
  }
}

/** What stands in a script must not end it. */
function escapedInScript(page: string): string {
  const start = page.indexOf('<script>') + '<script>'.length;
  const end = page.lastIndexOf('</script>');
  return page.slice(0, start) + page.slice(start, end).replaceAll('</script', '<\\/script') + page.slice(end);
}

/** The page complains of what it refused, and of nothing else. */
function expectOnlyRefusals({ complaints }: Visitor): void {
  const refusal =
    /Content Security Policy|violates|refused|blocked|sandbox|unsafe|permission|allowlist|ERR_/i;
  expect(complaints.filter((complaint) => !refusal.test(complaint))).toEqual([]);
  complaints.length = 0;
}
