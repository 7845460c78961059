import type { Page } from 'playwright-core';

/** How far what was read was from its place, and the view from the end, in any frame that was painted. In pixels. */
export interface Seen {
  readonly awayPx: number;
  readonly fromEndPx: number;
  /** What was read, for the message of a test that fails. */
  readonly words: string;
}

export interface Reading {
  /** From now on the first character in the view is what is read. */
  begin(): Promise<void>;
  /** Once nothing has moved for some frames. */
  end(): Promise<Seen>;
  atRest(): Promise<void>;
}

/** Somebody who reads the open conversation, and sees each frame as it is painted. */
export async function readingOf(page: Page): Promise<Reading> {
  const reading = await page.evaluateHandle(readInPage);
  return {
    begin: () => reading.evaluate((one) => one.begin()),
    end: () => reading.evaluate((one) => one.end()),
    atRest: () => reading.evaluate((one) => one.atRest()),
  };
}

/** Runs in the page. */
function readInPage() {
  const scroller = document.querySelector('.scroll')!;
  const range = document.createRange();
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.cssText = 'position: fixed; inset: 0 auto auto 0; width: 1px; height: 1px';
  let mark: { node: Text; offset: number; top: number } | undefined;
  let seen = { awayPx: 0, fromEndPx: 0, words: '' };
  let isOver = true;

  const edge = () => scroller.getBoundingClientRect().top;

  /** What is done once the next frame is laid out: the last of its observers is called last, just before it is painted. */
  const painted = () =>
    new Promise<void>((resolve) =>
      requestAnimationFrame(() => {
        const observer = new ResizeObserver(() => {
          observer.disconnect();
          if (!isOver) look();
          resolve();
        });
        observer.observe(probe);
      }),
    );

  function topOf(node: Text, offset: number): DOMRect {
    range.setStart(node, offset);
    range.setEnd(node, offset + 1);
    return range.getBoundingClientRect();
  }

  function firstInView() {
    const walker = document.createTreeWalker(scroller, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode as Text;
      range.selectNodeContents(node);
      if (range.getBoundingClientRect().bottom <= edge() + 1) continue;
      if (node.parentElement?.closest('figcaption, button')) continue;
      for (let offset = 0; offset < node.length; offset++) {
        const { top, bottom, height } = topOf(node, offset);
        if (height > 0 && bottom > edge() + 1) return { node, offset, top: top - edge() };
      }
    }
    return undefined;
  }

  function look(): void {
    const { awayPx, fromEndPx, words } = seen;
    const away = mark ? topOf(mark.node, mark.offset).top - edge() - mark.top : Infinity;
    const fromEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    seen = {
      awayPx: Math.abs(away) > Math.abs(awayPx) ? away : awayPx,
      fromEndPx: Math.max(fromEndPx, fromEnd),
      words,
    };
  }

  async function atRest(): Promise<void> {
    const place = () => `${scroller.scrollTop} ${scroller.scrollHeight}`;
    for (let still = 0, before = ''; still < 10; still++) {
      await painted();
      if (place() !== before) still = 0;
      before = place();
    }
  }

  async function watch(): Promise<void> {
    while (!isOver) await painted();
  }

  return {
    atRest,
    async begin(): Promise<void> {
      await painted();
      mark = firstInView();
      seen = { awayPx: 0, fromEndPx: 0, words: mark?.node.data.slice(mark.offset, mark.offset + 30) ?? '' };
      isOver = false;
      void watch();
    },
    async end() {
      await atRest();
      isOver = true;
      return seen;
    },
  };
}
