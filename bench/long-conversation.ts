// What does it cost to open a conversation of 2,000 messages, and is it smooth to scroll?
import { newId } from '../src/protocol/ids.ts';
import { amountFinding, type Benchmark, figure } from './report.ts';
import { Sides } from './rig/sides.ts';
import { answerOf } from './rig/streams.ts';
import type { Cost, WatchedPage } from './rig/watched-page.ts';

const answers = 1000;
const answerLength = 600;
const end = 'lastwords';

export const longConversation: Benchmark = async function* () {
  await using sides = await Sides.open();
  const conversationId = await fill(sides);
  await using bare = await sides.show('bare');
  await sides.ask('bare', bare);
  await sides.tell(bare, { text: `${answerOf('mixed')}\n${end}\n`, mark: end }, 20_000);
  await sides.teller.finish();
  await using ours = await sides.show('inkstone');
  await ours.start();
  await ours.page.locator(`a[href="/c/${conversationId}"]`).click();
  await ours.shows(end);
  await ours.page.waitForTimeout(500);
  yield amountFinding(`${2 * answers} messages: main thread until the conversation is open`, {
    ours: (await ours.cost()).taskMs,
    unit: 'ms',
    budget: 200,
  });
  const [smooth, beside] = [await scrollUp(ours), await scrollUp(bare)];
  yield amountFinding(`${2 * answers} messages: the longest frame while scrolling up`, {
    ours: smooth.longestFrameMs,
    against: `${figure(beside.longestFrameMs)} ms in 100 KB of raw text`,
    unit: 'ms',
    budget: Math.max(50, Math.round(1.3 * beside.longestFrameMs)),
  });
  yield amountFinding(`${2 * answers} messages: the longest task while scrolling up`, {
    ours: smooth.longestTaskMs,
    against: `${figure(beside.longestTaskMs)} ms in 100 KB of raw text`,
    unit: 'ms',
    budget: 50,
  });
};

/** Asked and answered like any other, one after the other. */
async function fill(sides: Sides): Promise<string> {
  const { teller } = sides;
  const address = await sides.inkstoneAddress();
  const conversationId = newId();
  const headers = { 'content-type': 'application/json' };
  let parentId: string | null = null;
  for (let count = 1; count <= answers; count++) {
    const answerId = newId();
    const body = { id: newId(), answerId, parentId, text: `Question ${count}` };
    const url = `${address}/api/conversations/${conversationId}/messages`;
    const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    if (status !== 202) throw new Error(`asking was answered with ${status}`);
    await teller.asked();
    const text = answerOf('mixed', { length: answerLength, seed: count });
    await teller.tell(count === answers ? `${text}\n${end}\n` : text, { pieceLength: 10_000, rate: 1e6 });
    await teller.finish();
    parentId = answerId;
  }
  return conversationId;
}

/** As a person does with a wheel that they turn fast, for some seconds. */
async function scrollUp(watched: WatchedPage): Promise<Cost> {
  await watched.page.mouse.move(640, 400);
  await watched.start();
  for (let turn = 0; turn < 100; turn++) {
    await watched.page.mouse.wheel(0, -400);
    await watched.page.waitForTimeout(30);
  }
  return watched.cost();
}
