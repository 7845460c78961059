import { dirname } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { call } from '../../src/protocol/client.ts';
import { changeConversation, createConversation } from '../../src/protocol/conversations.ts';
import { shownPath } from '../../src/protocol/fold.ts';
import { newId } from '../../src/protocol/ids.ts';
import { sendMessage, textOf } from '../../src/protocol/messages.ts';
import { Command } from '../cli/command.ts';
import { choose, row, rows } from './conversation-rows.ts';
import { phone, script } from './open-page.ts';
import { ProtocolReader } from './protocol-reader.ts';
import { useProduct } from './use-product.ts';

const { product, open, step } = useProduct();

/** The terminal of a person, in the same conversation as their pages. */
function openChat(): Command {
  const dataDir = dirname(product.secretFile);
  const env = { PATH: process.env['PATH'] ?? '', HOME: dataDir, LANG: 'C.UTF-8', INKSTONE_DATA_DIR: dataDir };
  const chat = new Command(['chat', '--continue'], { folder: dataDir, env, input: undefined });
  onTestFinished(() => chat.kill('SIGKILL'));
  return chat;
}

/** How long it took each time until everybody agreed. */
class Agreements {
  readonly #pages: readonly Page[];
  readonly #tookMs: number[] = [];
  readonly #roundTripMs: number[] = [];

  constructor(pages: readonly Page[]) {
    this.#pages = pages;
  }

  async on(...seen: Promise<unknown>[]): Promise<void> {
    const startedAt = performance.now();
    const roundTrips = Promise.all(this.#pages.map(askServer)).then(() => performance.now() - startedAt);
    await Promise.all(seen);
    this.#tookMs.push(performance.now() - startedAt);
    this.#roundTripMs.push(await roundTrips);
  }

  /** Half of them at least: other work on the machine may hold up one or the other. */
  get medianMs(): number {
    return median(this.#tookMs);
  }

  /** How long this machine takes, in the same moments, for each page to ask the server for next to nothing. */
  get roundTripMs(): number {
    return median(this.#roundTripMs);
  }
}

const askServer = (page: Page): Promise<string> =>
  page.evaluate(async () => (await fetch('/healthz', { cache: 'no-store' })).text());

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!;

test('two tabs, a phone, a terminal and a reader of the protocol agree within a second on everything', async () => {
  const caller = { origin: product.address, fetch };
  const conversationId = newId();
  await call(caller, createConversation, {}, { id: newId(), title: 'Another' });
  const first = { id: newId(), answerId: newId(), parentId: null, text: script({ text: 'Begun.' }) };
  await call(caller, sendMessage, { conversationId }, first);
  await call(caller, changeConversation, { conversationId }, { title: 'Shared' });
  const address = `${product.address}/c/${conversationId}`;
  await using visitor = await open(address);
  const one = visitor.page;
  const two = await one.context().newPage();
  await two.goto(address);
  await using mobile = await open(address, phone);
  const pages = [one, two, mobile.page];
  await Promise.all(pages.map((page) => page.getByText('Begun.', { exact: true }).waitFor()));
  await using reader = await ProtocolReader.open(caller, conversationId);
  const chat = openChat();
  await chat.printed('out', /Begun\./);

  const agreements = new Agreements(pages);
  const shownBy = (text: string | RegExp, among = pages) =>
    among.map((page) => page.getByText(text, { exact: true }).first().waitFor());
  const read = (isSo: () => boolean) => expect.poll(isSo, { timeout: 15_000, interval: 10 }).toBe(true);
  const ended = () =>
    pages.map((page) => page.locator('article[aria-busy="true"]').waitFor({ state: 'detached' }));
  const lastText = () => textOf(shownPath(reader.state).at(-1)!);

  // A question from the phone, its answer as it is written, and its end.
  await mobile.send(script({ tokens: 3, stepped: true, key: 'shared' }));
  await step('shared', 1);
  await agreements.on(
    ...shownBy('t0'),
    read(() => lastText() === 't0'),
    chat.printed('out', /t0/),
  );
  const running = [one, two].map((page) =>
    row(page, 'Shared').getByRole('img', { name: 'An answer is being written' }).waitFor(),
  );
  await agreements.on(
    ...running,
    read(() => reader.list.conversations[0]?.running === 1),
  );
  await step('shared', 9);
  await agreements.on(
    ...ended(),
    ...shownBy('t0 t1 t2'),
    read(() => shownPath(reader.state).at(-1)?.status === 'complete'),
    chat.printed('out', /t0 t1 t2\n/),
  );

  // From the terminal.
  chat.type('From the terminal');
  await agreements.on(
    ...shownBy('From the terminal'),
    read(() => textOf(shownPath(reader.state).at(-2)!) === 'From the terminal'),
  );
  await agreements.on(
    ...ended(),
    read(() => shownPath(reader.state).at(-1)?.status === 'complete'),
  );
  const ofTerminal = lastText();

  // The name.
  await choose(one, 'Shared', 'Rename');
  await one.keyboard.type('Renamed');
  await one.keyboard.press('Enter');
  await agreements.on(
    ...[one, two].map((page) => row(page, 'Renamed').waitFor()),
    mobile.page.getByRole('heading', { name: 'Renamed' }).waitFor(),
    ...pages.map((page) => expect.poll(() => page.title(), { timeout: 15_000 }).toBe('Renamed – Inkstone')),
    read(() => reader.state.conversation.title === 'Renamed'),
  );

  // A branch: the second version of a question, and back to the first.
  const body = { id: newId(), parentId: first.answerId, text: script({ text: 'Another way.' }) };
  await call(caller, sendMessage, { conversationId }, body);
  await agreements.on(
    ...shownBy('Another way.'),
    read(() => lastText() === 'Another way.'),
    chat.printed('out', /Another way\.\n/),
  );
  await two.getByRole('button', { name: 'Previous version' }).first().click();
  await agreements.on(
    ...shownBy('From the terminal'),
    ...pages.map((page) => page.getByText('Another way.', { exact: true }).waitFor({ state: 'detached' })),
    read(() => lastText() === ofTerminal),
  );

  // What is typed and not sent. Whoever is just writing is only offered it.
  await mobile.composer.blur();
  const draft = 'Half a thought';
  await call(caller, changeConversation, { conversationId }, { draft });
  await agreements.on(
    expect.poll(() => mobile.composer.inputValue(), { timeout: 15_000 }).toBe(draft),
    read(() => reader.state.conversation.draft === draft),
  );

  // The order of the list.
  const other = { id: newId(), parentId: null, text: script({ text: 'Elsewhere.' }) };
  await call(caller, sendMessage, { conversationId: newId() }, other);
  const titles = (page: Page) => rows(page).allTextContents();
  await agreements.on(
    ...[one, two].map((page) =>
      expect.poll(async () => (await titles(page))[1]?.trim(), { timeout: 15_000 }).toBe('Renamed'),
    ),
    read(() => reader.list.conversations[1]?.title === 'Renamed'),
  );

  // Gone, while an answer is written, and back.
  await visitor.send(script({ tokens: 50, stepped: true, key: 'doomed' }));
  await step('doomed', 2);
  await Promise.all(shownBy('t0 t1', [one, mobile.page]));
  await choose(two, 'Renamed', 'Delete');
  await agreements.on(
    ...shownBy(/^This conversation was deleted\./, [one, mobile.page]),
    row(one, 'Renamed').waitFor({ state: 'detached' }),
    read(() => reader.state.deleted && reader.list.conversations.length === 2),
    chat.printed('err', /This conversation does not exist any more/),
    product.demo.findRequest(({ state }) => state === 'closed-by-client', AbortSignal.timeout(15_000)),
  );
  await mobile.page.getByRole('button', { name: 'Undo' }).click();
  await agreements.on(
    ...shownBy('t0 t1', [one, mobile.page]),
    row(two, 'Renamed').waitFor(),
    read(() => !reader.state.deleted),
  );

  chat.endInput();
  expect((await chat.ended).exitCode).toBe(0);
  // Pages, server and terminal share the machine with whatever else it does, which is no delay of ours: a question to the
  // server and back is there and back, an agreement goes there and back, through the model and to everybody.
  expect(agreements.medianMs).toBeLessThan(1_000 + 3 * agreements.roundTripMs);
});

test('an answer is stopped from another tab, and after a reload', async () => {
  await using visitor = await open();
  await visitor.waitForStart();
  await visitor.send(script({ tokens: 50, stepped: true, key: 'other tab' }));
  await step('other tab', 2);
  await visitor.page.getByText('t0 t1').first().waitFor();
  await using mobile = await open(visitor.page.url(), phone);
  await mobile.button('Stop').click();
  for (const { page } of [visitor, mobile]) await page.getByText('This answer was stopped.').waitFor();
  await visitor.send(script({ tokens: 50, stepped: true, key: 'reload' }));
  await step('reload', 2);
  await visitor.page.getByText('t0 t1').nth(1).waitFor();
  await visitor.page.reload();
  await visitor.button('Stop').click();
  for (const { page } of [visitor, mobile]) await page.getByText('This answer was stopped.').nth(1).waitFor();
});
