import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { call } from '../../src/protocol/client.ts';
import { changeConversation, getConversation } from '../../src/protocol/conversations.ts';
import { personStreamPath } from '../../src/protocol/events.ts';
import { newId } from '../../src/protocol/ids.ts';
import { followStream } from '../../src/protocol/line.ts';
import { isLive } from '../../src/protocol/messages.ts';
import { stopAnswer } from '../../src/protocol/answers.ts';
import type { NoticeCode } from '../../src/protocol/notice.ts';
import { ask, type Asked, grantAll, settledAnswer } from '../faults/rig/ask.ts';
import { Conditions } from '../faults/rig/conditions.ts';
import { Place } from '../faults/rig/place.ts';
import { saidIn, scripted } from '../faults/rig/script.ts';
import { openSmallDisk, type SmallDisk } from '../support/small-disk.ts';

const soon = (): AbortSignal => AbortSignal.timeout(15_000);

describe('a server whose disk is full', () => {
  let disk: SmallDisk;
  let place: Place;
  let notices: Notices;

  async function open(clockSpeed?: number): Promise<void> {
    disk = openSmallDisk();
    const env = { INKSTONE_DATA_DIR: disk.folder };
    place = await Place.open({ env, ...(clockSpeed ? { clockSpeed } : {}) });
    notices = new Notices(place.origin);
  }

  afterEach(async () => {
    notices.close();
    await place[Symbol.asyncDispose]();
    disk[Symbol.dispose]();
  });

  /** An answer of so many tokens, of which three have been shown. */
  async function begin(tokens: number): Promise<Asked> {
    const asked = await ask(place.caller, scripted({ tokens, key: newId() }), { signal: soon() });
    await place.demo.step(asked.script.key, 3, soon());
    await asked.reader.untilShown(asked.body.answerId, asked.script.after[3]!, soon());
    return asked;
  }

  /** The disk is full, and the model says something that finds no place on it. */
  async function fill(asked: Asked): Promise<void> {
    disk.fill(place.program.pid);
    await place.demo.step(asked.script.key, 1, soon());
    await notices.until(disk.code);
  }

  const rename = ({ conversationId }: Asked): Promise<unknown> =>
    call(place.caller, changeConversation, { conversationId }, { title: 'x' });

  const integrity = (): unknown => {
    const db = new DatabaseSync(join(disk.folder, 'inkstone.db'));
    const found = db.prepare('pragma integrity_check').get();
    db.close();
    return found;
  };

  it('tells everybody, lets them read, refuses what they ask for, and goes on within five seconds of there being space', async () => {
    await open();
    const asked = await begin(40);
    const { conversationId, body, script, reader } = asked;
    await fill(asked);

    await expect(rename(asked)).rejects.toMatchObject({ code: disk.code });
    const { messages } = await call(place.caller, getConversation, { conversationId }, undefined, {
      query: {},
    });
    expect(saidIn(messages.find(({ id }) => id === body.answerId)!)).toBe(script.after[3]);
    expect(reader.shown(body.answerId)).toBe(script.after[3]);
    expect((await fetch(`${place.origin}/healthz`)).status).toBe(200);
    const ready = await fetch(`${place.origin}/readyz`);
    expect([ready.ok, await ready.json()]).toMatchObject([false, { code: disk.code }]);
    expect(await (await fetch(`${place.origin}/metrics`)).text()).toContain('inkstone_storage_trouble 1');

    disk.free(place.program.pid);
    await notices.until(null, AbortSignal.timeout(5000));
    await reader.untilShown(body.answerId, script.after[4]!, soon());
    grantAll(place.demo, script.key);
    const stored = await settledAnswer(place.caller, asked, soon());
    expect([stored.status, saidIn(stored)]).toEqual(['complete', script.after.at(-1)]);
    expect(reader.findings).toEqual([]);
    await rename(asked);
    expect((await fetch(`${place.origin}/readyz`)).status).toBe(200);
    await place.terminate();
    expect(integrity()).toEqual({ integrity_check: 'ok' });
  });

  it('closes the line to the model after a minute, and says so of the answer once there is space', async () => {
    await open(30);
    const asked = await begin(40);
    const { script, reader, body } = asked;
    await fill(asked);
    // It has said something more, which is not read: its silence is no fault of its own.
    await place.demo.step(script.key, 1, soon());
    await place.demo.findRequest(
      ({ key, state }) => key === script.key && state === 'closed-by-client',
      soon(),
    );
    expect(isLive(reader.answer(body.answerId)!)).toBe(true);
    disk.free(place.program.pid);
    const stored = await settledAnswer(place.caller, asked, soon());
    expect([stored.status, saidIn(stored)]).toEqual(['interrupted', script.after[5]]);
  });

  it('closes the line to the model of whoever stops, without keeping them waiting', async () => {
    await open();
    const asked = await begin(40);
    const { script, body } = asked;
    await fill(asked);
    const stopping = call(place.caller, stopAnswer, { answerId: body.answerId }, undefined, {
      signal: soon(),
    });
    await expect(stopping).rejects.toMatchObject({ code: disk.code });
    await place.demo.findRequest(
      ({ key, state }) => key === script.key && state === 'closed-by-client',
      soon(),
    );
    disk.free(place.program.pid);
    expect((await settledAnswer(place.caller, asked, soon())).status).toBe('stopped');
  });

  it('ends when it is told to, and whatever was shown is there at the next start', async () => {
    await open(10);
    const asked = await begin(40);
    const { script, reader, body } = asked;
    await fill(asked);
    const shown = reader.shown(body.answerId);
    const { exitCode, ms, complaints } = await place.terminate();
    expect(exitCode, complaints).toBe(0);
    expect(ms).toBeLessThan(10_000);
    expect(complaints).toContain('journal-gave-up');
    if (disk.code === 'disk_full') disk.free(0);
    await place.start();
    const stored = await settledAnswer(place.caller, asked, soon());
    expect([stored.status, saidIn(stored)]).toEqual(['interrupted', shown]);
    expect(shown).toBe(script.after[3]);
  });
});

/** What the server tells of its disk. */
class Notices {
  readonly #conditions = new Conditions();
  readonly #over = new AbortController();
  #now: NoticeCode | null = null;

  constructor(origin: string) {
    void followStream({ origin, fetch }, personStreamPath, {
      offset: 'now',
      onEvents: () => undefined,
      onGone: () => Promise.resolve('now'),
      onNotice: (notice) => {
        this.#now = notice;
        this.#conditions.changed();
      },
      signal: this.#over.signal,
      random: () => 0,
    });
  }

  until(notice: NoticeCode | null, signal = soon()): Promise<void> {
    return this.#conditions.until(`the notice ${notice}`, () => this.#now === notice, signal);
  }

  close(): void {
    this.#over.abort();
  }
}
