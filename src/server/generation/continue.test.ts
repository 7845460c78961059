import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../protocol/ids.ts';
import { type Message, sourcesOf, textOf } from '../../protocol/messages.ts';
import { GenerationRig } from '../../../test/support/generation-rig.ts';

const user = 'local';
const numbered = (count: number): string =>
  Array.from({ length: count }, (_, index) => `t${index}`).join(' ');

/** What was asked of the model last, as messages. */
const lastAsked = (rig: GenerationRig): { messages: { role: string; content: string }[] } =>
  rig.requests().at(-1)!.body as never;

describe('an answer that was cut off', () => {
  let rig: GenerationRig;

  beforeEach(async () => {
    rig = await GenerationRig.start({ running: 2, queued: 3 });
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  async function cutOff(script = '{"tokens":12,"cutAfter":6}'): Promise<Message> {
    const { id } = await rig.ask(`script:${script}`);
    return rig.ended(id);
  }

  /** A model that leaves the first try in the middle and writes the second to its end. */
  const fromPrefix = 'demo/script:{"tokens":12}';

  it('goes on where it stopped when a person asks, with the text that it has as the beginning of the new one', async () => {
    const cut = await cutOff();
    expect(textOf(cut)).toBe(numbered(6));
    const { answer } = await rig.generation.continue(user, cut.id, { id: newId(), model: fromPrefix });
    expect(answer).toMatchObject({ id: cut.id, run: 2, status: 'running', error: null, seams: [17] });
    const whole = await rig.ended(cut.id, 2);
    expect(whole).toMatchObject({ status: 'complete', finishReason: 'stop', seams: [numbered(6).length] });
    expect(textOf(whole)).toBe(numbered(12));
    expect(rig.requests().at(-1)!.body).toMatchObject({
      messages: [
        { role: 'user', content: 'hello' },
        { role: 'assistant', content: numbered(6), partial: true },
      ],
    });
  });

  it('does not search again: its marks would name the pages of another search', async () => {
    const sources = '[{"title":"Ink","url":"https://example.com/ink"}]';
    const model = `script:{"text":"Soot.[1] And glue.[1]","sources":${sources},"cutAfter":3}`;
    const { id } = await rig.ask(model, { options: { search: 'always' } });
    const cut = await rig.ended(id);
    expect(sourcesOf(cut)).toHaveLength(1);
    expect(rig.requests().at(-1)!.body).toMatchObject({ parameters: { enable_search: true } });
    await rig.generation.continue(user, id, {
      id: newId(),
      model: 'demo/script:{"text":"Soot.[1] And glue.[1]"}',
    });
    const whole = await rig.ended(id, 2);
    expect(textOf(whole)).toBe('Soot.[1] And glue.[1]');
    expect(sourcesOf(whole)).toEqual(sourcesOf(cut));
    expect(rig.requests().at(-1)!.body).not.toHaveProperty('enable_search');
  });

  it('counts the tokens and the time of all runs, and when the first word came in the first', async () => {
    const cut = await cutOff('{"tokens":12,"finish":"length","text":"one two three","usage":"always"}');
    const before = await rig.read(cut.id);
    await rig.generation.continue(user, cut.id, {
      id: newId(),
      model: 'demo/script:{"text":"one two three four five six","usage":"always"}',
    });
    const whole = await rig.ended(cut.id, 2);
    expect(textOf(whole)).toBe('one two three four five six');
    expect(whole.usage!.completionTokens).toBeGreaterThan(before.usage!.completionTokens);
    expect(whole.usage!.promptTokens).toBeGreaterThan(2 * before.usage!.promptTokens);
    expect(whole.timings!.firstTokenMs).toBe(before.timings!.firstTokenMs);
    expect(whole.timings!.totalMs).toBeGreaterThanOrEqual(before.timings!.totalMs);
    const ofAnswer = rig.store.read.selectFrom('usage').selectAll().where('answer_id', '=', cut.id);
    const rows = await ofAnswer.orderBy('run').execute();
    expect(rows.map(({ run }) => run)).toEqual([1, 2]);
    expect(rows[1]!.model).toContain('six');
  });

  it('asks in words, in the language of the question, where the model knows no beginning', async () => {
    const { id } = await rig.ask('other/script:{"tokens":12,"cutAfter":6}', { text: '数到十二' });
    const cut = await rig.ended(id);
    await rig.generation.continue(user, id, { id: newId(), model: 'other/script:{"text":" and on"}' });
    expect(textOf(await rig.ended(id, 2))).toBe(`${textOf(cut)} and on`);
    const { messages } = lastAsked(rig);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(messages[1]).toEqual({ role: 'assistant', content: textOf(cut) });
    expect(messages[2]!.content).toContain('接着写');
  });

  it('asks in words where the model turns out to take no beginning', async () => {
    const cut = await cutOff();
    const model = 'demo/script:{"text":" and on","partial":"refuse"}';
    await rig.generation.continue(user, cut.id, { id: newId(), model });
    expect(textOf(await rig.ended(cut.id, 2))).toBe(`${textOf(cut)} and on`);
    expect(lastAsked(rig).messages.at(-1)!.content).toContain('Go on exactly where it stops');
  });

  it('shows nothing that a server repeats', async () => {
    const cut = await cutOff('{"tokens":20,"cutAfter":12}');
    const shown: string[] = [];
    rig.journal.viewers.subscribe({ user }, (entries) => {
      for (const { event } of entries) if (event.type === 'text-delta') shown.push(event.text);
    });
    await rig.generation.continue(user, cut.id, {
      id: newId(),
      model: 'demo/script:{"tokens":20,"partial":"repeat"}',
    });
    expect(textOf(await rig.ended(cut.id, 2))).toBe(numbered(20));
    expect(shown.join('')).toBe(numbered(20).slice(numbered(12).length));
  });

  it('takes a server that begins anew for one that cannot go on, closes it and keeps what there is', async () => {
    const cut = await cutOff('{"text":"It was a dark and stormy night in May","cutAfter":7}');
    await rig.generation.continue(user, cut.id, {
      id: newId(),
      model: 'demo/script:{"text":"It was a dark and stormy morning","partial":"repeat","stallAfter":7}',
    });
    const left = await rig.ended(cut.id, 2);
    expect(left).toMatchObject({ status: 'interrupted', error: null });
    expect(textOf(left)).toBe(textOf(cut));
    await rig.upstreamClosed();
  });

  it('keeps its text and says why where going on fails', async () => {
    const cut = await cutOff();
    const model = 'demo/script:{"error":"model_not_found"}';
    await rig.generation.continue(user, cut.id, { id: newId(), model });
    const left = await rig.ended(cut.id, 2);
    expect(left).toMatchObject({ status: 'failed', error: { code: 'model_not_found' } });
    expect(textOf(left)).toBe(numbered(6));
  });

  it('is continued once however often the same request comes, and the id is good for nothing else', async () => {
    const cut = await cutOff();
    const body = { id: newId(), model: fromPrefix };
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => rig.generation.continue(user, cut.id, body)),
    );
    expect(new Set(replies.map(({ answer }) => answer.run))).toEqual(new Set([2]));
    await rig.ended(cut.id, 2);
    expect((await rig.generation.continue(user, cut.id, body)).answer).toMatchObject({ status: 'complete' });
    expect(rig.requests().filter(({ model }) => fromPrefix.endsWith(model))).toHaveLength(1);
    const other = rig.generation.continue(user, cut.id, { ...body, model: 'demo/demo' });
    await expect(other).rejects.toMatchObject({ code: 'id_reused' });
    const taken = rig.generation.continue(user, cut.id, { id: cut.id });
    await expect(taken).rejects.toMatchObject({ code: 'id_reused' });
  });

  it('cannot be continued while it is written, when it is whole, or when it says nothing', async () => {
    const running = await rig.ask('script:tokens=9&stallAfter=2');
    await rig.untilText(running.id, 't1');
    const unfinished = rig.generation.continue(user, running.id, { id: newId() });
    await expect(unfinished).rejects.toMatchObject({ code: 'answer_unfinished' });
    await rig.generation.stop(user, running.id);
    const whole = await cutOff('{"tokens":3}');
    const complete = rig.generation.continue(user, whole.id, { id: newId() });
    await expect(complete).rejects.toMatchObject({ code: 'cannot_continue' });
    const empty = await cutOff('{"tokens":3,"error":"invalid_api_key"}');
    await expect(rig.generation.continue(user, empty.id, { id: newId() })).rejects.toMatchObject({
      code: 'cannot_continue',
    });
    await expect(rig.generation.continue(user, newId(), { id: newId() })).rejects.toMatchObject({
      code: 'answer_not_found',
    });
  });

  it('waits for a place like any answer, also over a restart', async () => {
    const cut = await cutOff();
    const others = [
      await rig.ask('script:{"tokens":3,"stallAfter":1,"partial":"refuse"}'),
      await rig.ask('script:{"tokens":3,"stallAfter":1,"partial":"refuse"}'),
    ];
    for (const { id } of others) await rig.untilText(id, 't0');
    const { answer } = await rig.generation.continue(user, cut.id, { id: newId(), model: fromPrefix });
    expect(answer).toMatchObject({ status: 'queued', run: 2 });
    const held = await rig.follow(cut, 'script:{"text":"below"}');
    expect(held.status).toBe('queued');
    await rig.restart();
    expect(textOf(await rig.ended(cut.id, 2))).toBe(numbered(12));
    expect((await rig.ended(held.id)).status).toBe('complete');
  });

  it('is stopped while its further run waits for a place', async () => {
    const cut = await cutOff();
    const others = [
      await rig.ask('script:tokens=3&stallAfter=1'),
      await rig.ask('script:tokens=3&stallAfter=1'),
    ];
    await rig.generation.continue(user, cut.id, { id: newId(), model: fromPrefix });
    const { answer } = await rig.generation.stop(user, cut.id);
    expect(answer).toMatchObject({ status: 'stopped', run: 2 });
    expect(textOf(answer)).toBe(numbered(6));
    for (const { id } of others) await rig.generation.stop(user, id);
    const { answer: again } = await rig.generation.continue(user, cut.id, { id: newId(), model: fromPrefix });
    expect(again.run).toBe(3);
    expect(await rig.ended(cut.id, 3)).toMatchObject({ status: 'complete', seams: [17, 17] });
  });

  it('is stopped while what came is still held back', async () => {
    const cut = await cutOff();
    const model = 'demo/script:{"tokens":12,"partial":"repeat","stallAfter":3}';
    await rig.generation.continue(user, cut.id, { id: newId(), model });
    await rig.demo.findRequest(
      ({ tokensSent, state }) => state === 'running' && tokensSent === 3,
      AbortSignal.timeout(5000),
    );
    const { answer } = await rig.generation.stop(user, cut.id);
    expect(answer).toMatchObject({ status: 'stopped', run: 2 });
    expect(textOf(answer)).toBe(numbered(6));
    await rig.upstreamClosed();
  });
});

describe('an answer that the end of the server cut off', () => {
  let rig: GenerationRig;

  beforeEach(async () => {
    rig = await GenerationRig.start({ running: 2, queued: 3 });
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  /** Stalls at its fifth token when asked first, and goes to its end when asked to go on. */
  const stalling = 'script:{"tokens":9,"stallAfter":5,"failTimes":1}';

  for (const end of ['restart', 'crash'] as const) {
    it(`goes on by itself after a ${end}, once, and is whole`, async () => {
      const { id } = await rig.ask(stalling);
      await rig.untilText(id, 't4');
      await rig[end]();
      const whole = await rig.ended(id, 2);
      expect(whole).toMatchObject({ status: 'complete', seams: [numbered(5).length] });
      expect(textOf(whole)).toBe(numbered(9));
    });
  }

  it('is left alone where the server stayed and gave it up for another reason', async () => {
    const { id } = await rig.ask(stalling);
    await rig.untilText(id, 't4');
    await rig.journal.write(user, 'endFromJournal', {
      answerId: id,
      run: 1,
      status: 'interrupted',
      error: null,
    });
    await rig.generation.stop(user, id);
    await rig.restart();
    await rig.crash();
    expect(await rig.read(id)).toMatchObject({ status: 'interrupted', run: 1 });
    expect(rig.requests()).toHaveLength(1);
  });

  it('waits for a server that stays: one that ends with its command would cut it off again', async () => {
    const { id } = await rig.ask(stalling);
    await rig.untilText(id, 't4');
    await rig.restart({ cutOff: false });
    expect(await rig.read(id)).toMatchObject({ status: 'interrupted', run: 1 });
    await rig.restart({ cutOff: true });
    expect(textOf(await rig.ended(id, 2))).toBe(numbered(9));
  });

  it('goes on after the next start that succeeds, where one came to nothing: its port was taken', async () => {
    const { id } = await rig.ask(stalling);
    await rig.untilText(id, 't4');
    await rig.crash(null);
    expect(await rig.read(id)).toMatchObject({ status: 'interrupted', run: 1 });
    await rig.restart();
    expect(textOf(await rig.ended(id, 2))).toBe(numbered(9));
  });

  it('does not go on a second time, whatever became of the first', async () => {
    const { id } = await rig.ask('script:{"tokens":9,"stallAfter":2}');
    await rig.untilText(id, 't1');
    await rig.crash();
    await rig.untilText(id, 't3');
    await rig.crash();
    const left = await rig.ended(id, 2);
    expect(left).toMatchObject({ status: 'interrupted', run: 2 });
    expect(textOf(left)).toBe(numbered(4));
    const asked = rig.requests().length;
    await rig.restart();
    expect((await rig.read(id)).status).toBe('interrupted');
    expect(rig.requests()).toHaveLength(asked);
  });

  it('stays interrupted where going on fails: nobody asked for it', async () => {
    const { id } = await rig.ask('script:{"tokens":9,"stallAfter":2,"partial":"refuse"}');
    await rig.untilText(id, 't1');
    await rig.crash();
    const left = await rig.ended(id, 2);
    expect(left).toMatchObject({ status: 'interrupted', error: null });
    expect(textOf(left)).toBe(numbered(2));
  });

  it('is left alone where the model knows no beginning, has thought, said nothing or was stopped', async () => {
    const answers = [
      await rig.ask('other/script:{"tokens":9,"stallAfter":2}'),
      await rig.ask('script:{"tokens":9,"thinking":3,"stallAfter":5}'),
    ];
    for (const { id } of answers) await rig.untilText(id, 't1');
    await rig.crash();
    for (const { id } of answers)
      expect(await rig.ended(id)).toMatchObject({ status: 'interrupted', run: 1 });
    const silent = await rig.ask('script:tokens=9&stallAfter=0');
    const stopped = await rig.ask('script:tokens=9&stallAfter=2');
    await rig.untilText(stopped.id, 't1');
    await rig.generation.stop(user, stopped.id);
    await rig.demo.findRequest(({ state }) => state === 'running', AbortSignal.timeout(5000));
    await rig.crash();
    expect(await rig.ended(silent.id)).toMatchObject({ status: 'interrupted', run: 1 });
    await rig.restart();
    expect(await rig.read(stopped.id)).toMatchObject({ status: 'stopped', run: 1 });
    expect(await rig.read(silent.id)).toMatchObject({ status: 'interrupted', run: 1 });
  });

  it('is whole before what waits below it begins', async () => {
    const parent = await rig.ask(stalling);
    await rig.untilText(parent.id, 't4');
    const below = await rig.follow(parent, 'script:{"text":"below"}');
    expect(below.status).toBe('queued');
    await rig.crash();
    expect(textOf(await rig.ended(below.id))).toBe('below');
    expect(await rig.read(parent.id)).toMatchObject({ status: 'complete', run: 2 });
    const asked = rig.requests().find(({ model }) => model.includes('below'))!;
    expect(JSON.stringify(asked.body)).toContain(numbered(9));
  });
});
