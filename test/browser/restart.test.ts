import { expect, test } from 'vitest';
import { call } from '../../src/protocol/client.ts';
import { changeConversation } from '../../src/protocol/conversations.ts';
import { openWorkplace } from '../cli/command.ts';
import { Visitor } from './open-page.ts';
import { useBrowser } from './use-product.ts';

const browser = useBrowser();

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'pages follow again within 3 seconds of the end of a restart after %s, and nothing is lost',
  async (signal) => {
    await using place = await openWorkplace();
    const soon = (): AbortSignal => AbortSignal.timeout(20_000);
    const serve = (port: string) => place.run(['--port', port]);
    const before = serve('0');
    const [address] = await before.printed('out', /http:\/\/localhost:(\d+)/);
    const { port } = new URL(address!);
    await using visitor = await Visitor.open(browser(), address!);
    await using other = await Visitor.open(browser(), address!);
    await Promise.all([visitor.waitForStart(), other.waitForStart()]);
    await visitor.send('/script {"tokens":40,"stepped":true,"key":"restart"}');
    await place.demo.step('restart', 5, soon());
    await visitor.page.getByText('t4').first().waitFor();
    await other.page.goto(visitor.page.url());
    await other.page.getByText('t4').first().waitFor();
    before.kill(signal);
    await before.ended;
    const after = serve(port);
    await after.printed('out', /http:\/\/localhost:\d+/);
    const startedAt = performance.now();
    const conversationId = visitor.conversationId;
    const caller = { origin: address!, fetch };
    await call(caller, changeConversation, { conversationId }, { title: 'After the restart' });
    await Promise.all(
      [visitor, other].map(({ page }) => page.getByRole('heading', { name: 'After the restart' }).waitFor()),
    );
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    const texts = [visitor, other].map(({ page }) => page.locator('.markdown').last().innerText());
    expect(await texts[0]).toMatch(/^t0 t1 t2 t3 t4/);
    expect(await texts[1]).toBe(await texts[0]);
    await other.send('/script {"text":"Here again."}');
    for (const { page } of [visitor, other]) await page.getByText('Here again.', { exact: true }).waitFor();
  },
);
