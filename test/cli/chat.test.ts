import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call } from '../../src/protocol/client.ts';
import { deleteConversation, getConversation, listConversations } from '../../src/protocol/conversations.ts';
import { newId } from '../../src/protocol/ids.ts';
import { sendMessage } from '../../src/protocol/messages.ts';
import { openWorkplace, type Workplace } from './command.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place[Symbol.asyncDispose]());

const soon = () => AbortSignal.timeout(10_000);
const script = (fields: object) => `openai/script:${JSON.stringify(fields)}`;
const questionsOf = (index: number) =>
  (place.demo.requests().at(index)!.body!['messages'] as { role: string; content: string }[])
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content);

describe('inkstone chat', () => {
  it('holds a conversation, and goes on with it another day', async () => {
    const day1 = ['chat', '--model', script({ text: 'first', scriptTitles: false })];
    const first = await place.run(day1, { input: 'one\ntwo\n' }).ended;
    expect(first).toMatchObject({ out: 'first\nfirst\n', exitCode: 0 });
    const second = await place.run(['chat', '--continue'], { input: 'three\n' }).ended;
    // The last answer is shown again; the model stays the one of the conversation.
    expect(second).toMatchObject({ out: 'first\nfirst\n', exitCode: 0 });
    const asked = place.demo.requests().filter(({ body }) => body?.['max_tokens'] !== 20);
    expect(asked).toHaveLength(3);
    expect(questionsOf(place.demo.requests().lastIndexOf(asked[2]!))).toEqual(['one', 'two', 'three']);
  });

  it('takes a line on with a backslash', async () => {
    await place.run(['chat', '--model', script({ text: 'ok' })], { input: 'first \\\nsecond\n' }).ended;
    expect(questionsOf(0)).toEqual(['first \nsecond']);
  });

  it('obeys its commands', async () => {
    const lines = [
      '/system Be brief.',
      `/model ${script({ text: 'brief' })}`,
      'hello',
      '/new',
      '/system',
      'again',
      '/exit',
      'never',
    ];
    const { out, err, exitCode } = await place.run(['chat'], { input: `${lines.join('\n')}\n` }).ended;
    expect({ out, exitCode }).toEqual({ out: 'brief\nbrief\n', exitCode: 0 });
    expect(err).toContain('A new conversation.');
    const asked = place.demo.requests().filter(({ body }) => body?.['max_tokens'] !== 20);
    expect(asked.map(({ body }) => body!['messages'])).toEqual([
      [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'hello' },
      ],
      [{ role: 'user', content: 'again' }],
    ]);
  });

  it('lists the models and says what it does not know', async () => {
    const { err } = await place.run(['chat', '--lang', 'zh'], { input: '/model\n／nope\n' }).ended;
    expect(err).toContain('openai/demo-thinking');
    expect(err).toContain('没有 /nope 这个命令');
  });

  it('goes on after an answer that failed', async () => {
    const lines = [
      `/model ${script({ error: 'arrearage' })}`,
      'one',
      `/model ${script({ text: 'fine' })}`,
      'two',
    ];
    const { out, err, exitCode } = await place.run(['chat'], { input: `${lines.join('\n')}\n` }).ended;
    expect({ out, exitCode }).toEqual({ out: 'fine\n', exitCode: 0 });
    expect(err).toContain('unpaid bill');
  });

  it('stops an answer on Ctrl-C and goes on; a second one leaves', async () => {
    const chat = place.run(['chat', '--model', script({ tokens: 9, stepped: true, key: 'k' })]);
    chat.type('go');
    await place.demo.step('k', 2, soon());
    await chat.printed('out', /t1/);
    chat.kill('SIGINT');
    await chat.printed('err', /Stopped\. What came is kept\./);
    chat.type(`/model ${script({ text: 'fine' })}`);
    chat.type('go on');
    await chat.printed('out', /fine/);
    chat.kill('SIGINT');
    expect(await chat.ended).toMatchObject({ out: 't0 t1\nfine\n', exitCode: 130 });
  });

  it('leaves in order when it is told to end in the middle of an answer', async () => {
    const chat = place.run(['chat', '--model', script({ tokens: 9, stepped: true, key: 'k' })]);
    chat.type('go');
    await place.demo.step('k', 2, soon());
    await chat.printed('out', /t1/);
    chat.kill('SIGTERM');
    expect(await chat.ended).toMatchObject({ out: 't0 t1\n', exitCode: 143 });
    await place.demo.findRequest(({ state }) => state === 'closed-by-client', soon());
  });

  it('shows an answer that is being written elsewhere to its end', async () => {
    const server = place.run(['--port', '0']);
    await server.printed('out', /localhost/);
    const ask = place.run(['ask', 'go', '--model', script({ tokens: 3, stepped: true, key: 'k' })], {
      input: '',
    });
    await place.demo.step('k', 1, soon());
    await ask.printed('out', /t0/);
    const chat = place.run(['chat', '--continue']);
    await chat.printed('out', /t0/);
    await place.demo.step('k', Infinity, soon());
    await chat.printed('out', /t2\n/);
    chat.endInput();
    expect(await chat.ended).toMatchObject({ out: 't0 t1 t2\n', exitCode: 0 });
    expect(await ask.ended).toMatchObject({ out: 't0 t1 t2\n', exitCode: 0 });
  });

  it('shows what is asked elsewhere while it waits, can stop it, and goes on below it', async () => {
    const server = place.run(['--port', '0']);
    const [origin] = await server.printed('out', /http:\/\/localhost:\d+/);
    const caller = { origin: origin!, fetch };
    const chat = place.run(['chat', '--model', script({ text: 'first', scriptTitles: false })]);
    chat.type('one');
    await chat.printed('out', /first\n/);
    const { conversations } = await call(caller, listConversations, {}, undefined);
    const { id: conversationId, leafId: parentId } = conversations[0]!;
    const model = script({ tokens: 9, stepped: true, key: 'page' });
    const body = { id: newId(), answerId: newId(), parentId, text: 'asked on the page', model };
    await call(caller, sendMessage, { conversationId }, body);
    await chat.printed('err', /› asked on the page/);
    await place.demo.step('page', 2, soon());
    await chat.printed('out', /t0 t1/);
    chat.kill('SIGINT');
    await chat.printed('err', /Stopped\. What came is kept\./);
    const read = () => call(caller, getConversation, { conversationId }, undefined);
    expect((await read()).messages.at(-1)).toMatchObject({ id: body.answerId, status: 'stopped' });
    chat.type('two');
    await chat.printed('out', /first\nt0 t1\nfirst\n/);
    const { messages } = await read();
    expect(messages.map(({ parts }) => parts[0])).toMatchObject(
      ['one', 'first', 'asked on the page', 't0 t1', 'two', 'first'].map((text) => ({ text })),
    );
    await call(caller, deleteConversation, { conversationId }, undefined);
    await chat.printed('err', /This conversation does not exist any more\. Begin a new one\./);
    chat.type('three');
    await chat.printed('out', /first\nt0 t1\nfirst\nfirst\n/);
    chat.endInput();
    expect(await chat.ended).toMatchObject({ exitCode: 0 });
  });
});
