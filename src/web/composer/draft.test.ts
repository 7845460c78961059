import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UnreachableError } from '../../protocol/client.ts';
import { ApiError } from '../../protocol/errors.ts';
import { Draft } from './draft.svelte.ts';
import type { Shelf } from './shelves.ts';

/** The server's place of a draft, as the line tells of it. */
class TestShelf implements Shelf {
  readonly name = 'place';
  stored: string | undefined = '';
  failure: Error | undefined;
  readonly kept: string[] = [];

  async keep(text: string): Promise<void> {
    if (this.failure) throw this.failure;
    this.kept.push(text);
    this.stored = text;
  }
}

/** What a browser keeps, over reloads. */
class TestStorage {
  readonly #texts = new Map<string, string>();
  getItem = (name: string): string | null => this.#texts.get(name) ?? null;
  setItem = (name: string, text: string): unknown => this.#texts.set(name, text);
  removeItem = (name: string): unknown => this.#texts.delete(name);
}

let shelf: TestShelf;
const around = { isFocused: false, underWay: '', asked: '', isHeld: false };

function open(): Draft {
  const draft = new Draft(shelf, {
    hasFocus: () => around.isFocused,
    isUnderWay: (text) => text !== '' && around.underWay.startsWith(text),
    isAsked: (text) => around.asked === text,
    isHeld: () => around.isHeld,
  });
  if (shelf.stored !== undefined) draft.receive(shelf.stored);
  return draft;
}

/** Another device changes the draft. */
function fromElsewhere(draft: Draft, text: string): void {
  shelf.stored = text;
  draft.receive(text);
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', new TestStorage());
  shelf = new TestShelf();
  Object.assign(around, { isFocused: false, underWay: '', asked: '', isHeld: false });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what is written', () => {
  test('goes to the server once the writing pauses, and not with every letter', async () => {
    const draft = open();
    for (const text of ['i', 'in', 'ink']) {
      draft.text = text;
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(shelf.kept).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    expect(shelf.kept).toEqual(['ink']);
  });

  test('is there again after a reload, whether the server had it or not', async () => {
    open().text = 'never stored';
    // The page that wrote it is gone, and its timers with it.
    vi.clearAllTimers();
    shelf.stored = undefined;
    expect(open().text).toBe('never stored');
    shelf.stored = '';
    const draft = open();
    expect(draft.text).toBe('never stored');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(shelf.kept).toEqual(['never stored']);
    shelf.stored = undefined;
    expect(open().text).toBe('never stored');
  });

  test('goes again when a server that was away is back', async () => {
    const draft = open();
    shelf.failure = new UnreachableError({});
    draft.text = 'ink';
    await vi.advanceTimersByTimeAsync(5_000);
    shelf.failure = undefined;
    draft.resume();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(shelf.kept).toEqual(['ink']);
  });

  test('stays here where the server refuses it, which is not asked again and again', async () => {
    const draft = open();
    shelf.failure = new ApiError('conversation_not_found');
    draft.text = 'ink';
    await vi.advanceTimersByTimeAsync(2_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(open().text).toBe('ink');
  });

  test('does not come back to the server after it was sent', async () => {
    const draft = open();
    draft.text = 'ink';
    await draft.settle();
    draft.clear();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shelf.kept).toEqual([]);
    expect(open().text).toBe('');
  });

  test('waits while a question is on its way that clears the draft, and goes after it', async () => {
    const draft = open();
    around.isHeld = true;
    draft.text = 'the next one';
    await vi.advanceTimersByTimeAsync(5_000);
    expect(shelf.kept).toEqual([]);
    around.isHeld = false;
    draft.resume();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(shelf.kept).toEqual(['the next one']);
  });

  test('stays when the draft is cleared elsewhere, and is the draft again', async () => {
    const draft = open();
    draft.text = 'ink and paper';
    await vi.advanceTimersByTimeAsync(1_000);
    draft.text = 'ink and paper, and more';
    fromElsewhere(draft, '');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(draft.text).toBe('ink and paper, and more');
    expect(shelf.kept.at(-1)).toBe('ink and paper, and more');
  });
});

describe('a draft from elsewhere', () => {
  test('is there when the page is opened, also in a box that has the focus', () => {
    around.isFocused = true;
    shelf.stored = 'from the phone';
    expect(open().text).toBe('from the phone');
  });

  test('takes the place of a text that nobody here has touched', () => {
    const draft = open();
    fromElsewhere(draft, 'from the phone');
    expect([draft.text, draft.offer]).toEqual(['from the phone', '']);
    fromElsewhere(draft, 'from the phone, longer');
    expect(draft.text).toBe('from the phone, longer');
  });

  test('is offered where the box has the focus', () => {
    const draft = open();
    around.isFocused = true;
    fromElsewhere(draft, 'from the phone');
    expect([draft.text, draft.offer]).toEqual(['', 'from the phone']);
    draft.useOffer();
    expect([draft.text, draft.offer]).toEqual(['from the phone', '']);
  });

  test('is offered where something was written, and is not written over on the server meanwhile', async () => {
    const draft = open();
    draft.text = 'mine';
    fromElsewhere(draft, 'from the phone');
    await vi.advanceTimersByTimeAsync(60_000);
    expect([draft.text, draft.offer]).toEqual(['mine', 'from the phone']);
    expect(shelf.stored).toBe('from the phone');
    draft.dismissOffer();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([draft.text, draft.offer, shelf.stored]).toEqual(['mine', '', 'mine']);
  });

  test('that was not answered is offered again after a reload', () => {
    const draft = open();
    draft.text = 'mine';
    fromElsewhere(draft, 'from the phone');
    const again = open();
    expect([again.text, again.offer]).toEqual(['mine', 'from the phone']);
  });

  test('does not take the place over a reload of a text that had been stored before it, and makes room once dismissed', async () => {
    const draft = open();
    draft.text = 'written here';
    await vi.advanceTimersByTimeAsync(1_000);
    fromElsewhere(draft, 'written there');
    const reloaded = open();
    expect(reloaded.text).toBe('written here');
    expect(reloaded.offer).toBe('written there');
    reloaded.dismissOffer();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(shelf.stored).toBe('written here');
  });

  test('is not removed for everybody by being dismissed where nothing is written', async () => {
    const draft = open();
    around.isFocused = true;
    fromElsewhere(draft, 'from the phone');
    draft.dismissOffer();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shelf.stored).toBe('from the phone');
  });

  test('that says no more than what stands here is not offered', () => {
    const draft = open();
    draft.text = 'ink and paper';
    fromElsewhere(draft, 'ink');
    expect(draft.offer).toBe('');
  });

  test('is not taken for one when it is an echo of what was written here', async () => {
    const draft = open();
    draft.text = 'ink and paper';
    await vi.advanceTimersByTimeAsync(1_000);
    draft.text = 'ink';
    await vi.advanceTimersByTimeAsync(1_000);
    draft.receive('ink and paper');
    draft.receive('ink');
    expect([draft.text, draft.offer]).toEqual(['ink', '']);
  });

  test('that was sent from there goes here, too: it would be sent twice', async () => {
    const draft = open();
    draft.text = 'ink';
    await vi.advanceTimersByTimeAsync(1_000);
    around.isFocused = true;
    around.asked = 'ink';
    fromElsewhere(draft, '');
    expect(draft.text).toBe('');
    expect(shelf.stored).toBe('');
  });

  test('that was cleared there goes from a box with the focus as soon as that is left', () => {
    shelf.stored = 'from the phone';
    const draft = open();
    around.isFocused = true;
    fromElsewhere(draft, '');
    expect(draft.text).toBe('from the phone');
    around.isFocused = false;
    draft.leaveBox();
    expect(draft.text).toBe('');
  });

  test('is not shown while it is on its way as a question', () => {
    shelf.stored = 'ink';
    around.underWay = 'ink and paper';
    const draft = open();
    expect([draft.text, draft.offer]).toEqual(['', '']);
  });
});

describe('a message that is taken back', () => {
  test('goes into an empty box', () => {
    const draft = open();
    draft.giveBack('asked too early');
    expect([draft.text, draft.aside]).toEqual(['asked too early', '']);
  });

  test('is kept beside what is being written, over a reload, until it is wanted', () => {
    const draft = open();
    draft.text = 'mine';
    draft.giveBack('asked too early');
    expect([draft.text, draft.aside]).toEqual(['mine', 'asked too early']);
    const again = open();
    again.useAside();
    expect([again.text, again.aside]).toEqual(['asked too early\n\nmine', '']);
  });
});
