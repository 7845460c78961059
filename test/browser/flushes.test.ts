import { expect, test } from 'vitest';
import { script } from './open-page.ts';
import { useProduct } from './use-product.ts';

declare global {
  interface Window {
    /** How often answers changed between one frame and the next, for each frame in which they did. */
    changes: number[];
  }
}

const { open } = useProduct();

function countChanges(): void {
  let count = 0;
  window.changes = [];
  const isInAnswer = ({ target }: MutationRecord): boolean =>
    (target instanceof Element ? target : target.parentElement)?.closest('.markdown') != null;
  const observer = new MutationObserver((records) => void (count += records.some(isInAnswer) ? 1 : 0));
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  const frame = (): void => {
    if (count > 0) window.changes.push(count);
    count = 0;
    requestAnimationFrame(frame);
  };
  frame();
}

test('an answer is drawn once a frame at most, however fast it comes', async () => {
  await using visitor = await open();
  await visitor.waitForStart();
  // What is loaded with the first answer is there for the next.
  await visitor.send(script({ text: 'One.', rate: 100 }));
  await visitor.waitForEnd();
  await visitor.page.evaluate(countChanges);
  const text = 'Some **bold** words and *more* of them.\n\n'.repeat(100);
  await visitor.send(script({ text, rate: 2_000 }));
  // All of it, also what is far from the view and not drawn.
  const drawn = visitor.page.locator('.markdown').last();
  await expect.poll(() => drawn.textContent()).toMatch(/^(?:Some bold words and more of them\.\s*){100}$/);
  const changes = await visitor.page.evaluate(() => window.changes);
  expect(changes.length).toBeGreaterThan(5);
  expect(Math.max(...changes)).toBe(1);
});
