import { expect, test } from 'vitest';
import { call } from '../../src/protocol/client.ts';
import { changeConversation } from '../../src/protocol/conversations.ts';
import { openWorkplace } from '../cli/command.ts';
import { Visitor } from './open-page.ts';
import { useBrowser } from './use-product.ts';

const browser = useBrowser();
const openAnew = (url: string) => Visitor.open(browser(), url);

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'pages follow again within 3 seconds of the end of a short restart after %s, and nothing is lost',
  async (signal) => {
    await using place = await openWorkplace();
    const soon = (): AbortSignal => AbortSignal.timeout(20_000);
    const serve = (port: string) => place.run(['--port', port]);
    const before = serve('0');
    const [address] = await before.printed('out', /http:\/\/localhost:(\d+)/);
    const { port } = new URL(address!);
    await using visitor = await openAnew(address!);
    await using other = await openAnew(address!);
    await Promise.all([visitor.waitForStart(), other.waitForStart()]);
    await visitor.send('/script {"tokens":40,"stepped":true,"key":"restart"}');
    await place.demo.step('restart', 5, soon());
    await visitor.page.getByText('t4').first().waitFor();
    await other.page.goto(visitor.page.url());
    await other.page.getByText('t4').first().waitFor();
    const goneAt = performance.now();
    before.kill(signal);
    await before.ended;
    const after = serve(port);
    await after.printed('out', /http:\/\/localhost:\d+/);
    const backAt = performance.now();
    const { conversationId } = visitor;
    const caller = { origin: address!, fetch };
    await call(caller, changeConversation, { conversationId }, { title: 'After the restart' });
    const opened = openAnew(visitor.page.url());
    const [newMs, ...oldMs] = await Promise.all(
      [opened, visitor, other].map(async (each) => {
        await (await each).page.getByRole('heading', { name: 'After the restart' }).waitFor();
        return performance.now() - backAt;
      }),
    );
    await using _ = await opened;
    // A page asks the less often, the longer nobody answers. What a page takes that is opened now, this machine is slow by.
    expect(Math.max(...oldMs)).toBeLessThan(newMs! + Math.max(3_000, backAt - goneAt));
    const texts = [visitor, other].map(({ page }) => page.locator('.markdown').last().innerText());
    expect(await texts[0]).toMatch(/^t0 t1 t2 t3 t4/);
    expect(await texts[1]).toBe(await texts[0]);
    await other.send('/script {"text":"Here again."}');
    for (const { page } of [visitor, other]) await page.getByText('Here again.', { exact: true }).waitFor();
  },
);
