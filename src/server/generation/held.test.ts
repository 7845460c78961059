import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { isLive, type Message, textOf } from '../../protocol/messages.ts';
import { readSnapshot } from '../store/messages.ts';
import { breakDescriptors } from '../../../test/support/broken-file.ts';
import { GenerationRig } from '../../../test/support/generation-rig.ts';

const user = 'local';
const stalling = 'script:{"tokens":9,"stallAfter":2,"partial":"refuse"}';

describe('a question below an answer that is still being written', () => {
  let rig: GenerationRig;

  beforeEach(async () => {
    rig = await GenerationRig.start({ running: 3, queued: 3 });
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  async function running(): Promise<Message> {
    const answer = await rig.ask(stalling);
    await rig.untilText(answer.id, 't1');
    return answer;
  }

  const asked = (part: string): boolean => rig.requests().some(({ model }) => model.includes(part));

  it('waits for it although there is a place, and then has what it said', async () => {
    const above = await rig.ask('script:tokens=4&stepped=true&key=above');
    const below = await rig.follow(above, 'script:{"text":"below"}');
    expect(below.status).toBe('queued');
    await rig.demo.step('above', 3, AbortSignal.timeout(5000));
    await rig.untilText(above.id, 't2');
    expect((await rig.read(below.id)).status).toBe('queued');
    expect(asked('below')).toBe(false);
    await rig.demo.step('above', Infinity, AbortSignal.timeout(5000));
    expect(textOf(await rig.ended(below.id))).toBe('below');
    expect(JSON.stringify(rig.requests().at(-1)!.body)).toContain('t0 t1 t2 t3');
  });

  it('has its turn though the store could not be read when the one above it ended', async () => {
    const above = await rig.ask('script:tokens=2&stepped=true&key=above');
    const below = await rig.follow(above, 'script:{"text":"below"}');
    const { rows } = await sql<{ file: string }>`select file from pragma_database_list`.execute(
      rig.store.read,
    );
    breakDescriptors(`${rows[0]!.file}-wal`);
    await rig.demo.step('above', Infinity, AbortSignal.timeout(5000));
    await rig.demo.findRequest(({ model }) => model.includes('below'), AbortSignal.timeout(5000));
    expect(textOf(await rig.ended(below.id))).toBe('below');
  });

  it('goes on whatever way it ends: stopped, failed, cut off', async () => {
    const stopped = await running();
    const afterStop = await rig.follow(stopped, 'script:{"text":"a"}');
    await rig.generation.stop(user, stopped.id);
    expect((await rig.ended(afterStop.id)).status).toBe('complete');
    const failing = await rig.ask('script:tokens=4&stepped=true&key=failing&cutAfter=2');
    const afterFailure = await rig.follow(failing, 'script:{"text":"b"}');
    await rig.demo.step('failing', 2, AbortSignal.timeout(5000));
    expect((await rig.ended(failing.id)).status).toBe('failed');
    expect((await rig.ended(afterFailure.id)).status).toBe('complete');
    const interrupted = await running();
    const afterCrash = await rig.follow(interrupted, 'script:{"text":"c"}');
    await rig.crash();
    expect((await rig.ended(afterCrash.id)).status).toBe('complete');
  });

  it('lets a chain go one by one, each with the answers above it', async () => {
    const first = await running();
    const second = await rig.follow(first, 'script:{"text":"second"}');
    const third = await rig.follow(second, 'script:{"text":"third"}');
    expect([second.status, third.status]).toEqual(['queued', 'queued']);
    await rig.generation.stop(user, first.id);
    await rig.ended(third.id);
    expect(JSON.stringify(rig.requests().find(({ model }) => model.includes('third'))!.body)).toContain(
      'second',
    );
  });

  it('keeps no place from others while it waits', async () => {
    const above = await running();
    await rig.follow(above, 'script:{"text":"below"}');
    const others = [await rig.ask('script:tokens=2'), await rig.ask('script:tokens=2')];
    for (const { id, status } of others) {
      expect(status).toBe('running');
      expect((await rig.ended(id)).status).toBe('complete');
    }
  });

  it('counts as one that waits: more than may are refused, and a repeated request is answered all the same', async () => {
    const above = await running();
    const body = rig.question('script:{"text":"below"}', { parentId: above.id });
    const first = await rig.generation.send(user, above.conversationId, body);
    for (let count = 0; count < 2; count++) await rig.follow(above, 'script:{"text":"more"}');
    await expect(rig.follow(above, 'script:{"text":"more"}')).rejects.toMatchObject({ code: 'queue_full' });
    expect((await rig.ask('script:tokens=1')).status).toBe('running');
    expect((await rig.generation.send(user, above.conversationId, body)).answer.id).toBe(first.answer.id);
  });

  it('frees what follows it when it is stopped while it waits itself', async () => {
    const above = await running();
    const below = await rig.follow(above, 'script:{"text":"below"}');
    const last = await rig.follow(below, 'script:{"text":"last"}');
    expect((await rig.generation.stop(user, below.id)).answer.status).toBe('stopped');
    expect((await rig.ended(last.id)).status).toBe('complete');
    expect(asked('below')).toBe(false);
  });

  it('is taken back with its answer, and what waits below it moves up', async () => {
    const above = await running();
    const below = rig.question('script:{"text":"below"}', { parentId: above.id, text: 'take me back' });
    const { message, answer } = await rig.generation.send(user, above.conversationId, below);
    const last = await rig.follow(answer, 'script:{"text":"last"}');
    const withdrawn = await rig.generation.withdraw(user, message.id);
    expect(textOf(withdrawn.message)).toBe('take me back');
    await expect(rig.generation.withdraw(user, message.id)).rejects.toMatchObject({
      code: 'message_not_found',
    });
    const shown = await readSnapshot(rig.store.read, user, above.conversationId, {});
    expect(shown.messages.map(({ id }) => id)).toEqual([above.parentId, above.id, last.parentId, last.id]);
    await rig.generation.stop(user, above.id);
    expect((await rig.ended(last.id)).status).toBe('complete');
    expect(asked('below')).toBe(false);
    expect(JSON.stringify(rig.requests().at(-1)!.body)).not.toContain('take me back');
  });

  it('is not asked when its request arrives after it was taken back, whether it had arrived before or not', async () => {
    const above = await running();
    const body = rig.question('script:{"text":"below"}', { parentId: above.id });
    const send = () => rig.generation.send(user, above.conversationId, body);
    await expect(rig.generation.withdraw(user, body.id)).rejects.toMatchObject({ code: 'message_not_found' });
    await expect(send()).rejects.toMatchObject({ code: 'message_not_found' });
    const other = rig.question('script:{"text":"other"}', { parentId: above.id });
    await rig.generation.send(user, above.conversationId, other);
    await rig.generation.withdraw(user, other.id);
    const again = rig.generation.send(user, above.conversationId, other);
    await expect(again).rejects.toMatchObject({ code: 'message_not_found' });
    const shown = await readSnapshot(rig.store.read, user, above.conversationId, {});
    expect(shown.messages.map(({ id }) => id)).toEqual([above.parentId, above.id]);
  });

  it('gets the same reply again where it could not be taken back', async () => {
    const conversationId = newId();
    const body = rig.question(stalling);
    const { message, answer } = await rig.generation.send(user, conversationId, body);
    await expect(rig.generation.withdraw(user, message.id)).rejects.toMatchObject({
      code: 'already_started',
    });
    expect((await rig.generation.send(user, conversationId, body)).answer.id).toBe(answer.id);
  });

  it('cannot be taken back once its answer has begun, or has ended', async () => {
    const above = await running();
    const begun = rig.generation.withdraw(user, above.parentId!);
    await expect(begun).rejects.toMatchObject({ code: 'already_started' });
    await rig.generation.stop(user, above.id);
    const ended = rig.generation.withdraw(user, above.parentId!);
    await expect(ended).rejects.toMatchObject({ code: 'already_started' });
    await expect(rig.generation.withdraw(user, above.id)).rejects.toMatchObject({
      code: 'message_not_found',
    });
  });

  it('is taken back from the queue for places as well, and takes none later', async () => {
    const busy = [await running(), await running(), await running()];
    const { message } = await rig.generation.send(user, newId(), rig.question('script:{"text":"gone"}'));
    await rig.generation.withdraw(user, message.id);
    for (const { id } of busy) await rig.generation.stop(user, id);
    for (let count = 0; count < 3; count++) await rig.ask('script:tokens=2&stallAfter=1');
    await rig.demo.findRequest(({ state }) => state === 'running', AbortSignal.timeout(5000));
    expect(asked('gone')).toBe(false);
  });

  it('waits on over a restart, and never starts while the server ends', async () => {
    const above = await rig.ask('script:{"tokens":6,"stallAfter":3,"failTimes":1}');
    await rig.untilText(above.id, 't2');
    const below = await rig.follow(above, 'script:{"text":"below"}');
    await rig.restart();
    expect((await rig.ended(below.id)).status).toBe('complete');
    expect(await rig.read(above.id)).toMatchObject({ status: 'complete', run: 2 });
  });

  it('is stopped with its conversation when that is deleted', async () => {
    const above = await running();
    const below = await rig.follow(above, 'script:{"text":"below"}');
    await rig.generation.deleteConversation(user, above.conversationId);
    await rig.upstreamClosed();
    const row = await rig.store.read
      .selectFrom('message')
      .select('status')
      .where('id', '=', below.id)
      .executeTakeFirstOrThrow();
    expect(isLive(row)).toBe(false);
    expect((await rig.ask('script:tokens=1')).status).toBe('running');
    expect(asked('below')).toBe(false);
  });

  it('waits with a second answer to it too', async () => {
    const above = await running();
    const below = await rig.follow(above, 'script:{"text":"below"}');
    const { answer } = await rig.generation.regenerate(user, below.id, {
      id: newId(),
      model: 'demo/script:{"text":"beside"}',
    });
    expect(answer.status).toBe('queued');
    await rig.generation.stop(user, above.id);
    expect(textOf(await rig.ended(answer.id))).toBe('beside');
  });
});
