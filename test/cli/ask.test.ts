import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { objectIn, openWorkplace, type Workplace } from './command.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place[Symbol.asyncDispose]());

const soon = () => AbortSignal.timeout(10_000);
const script = (fields: object) => ['--model', `openai/script:${JSON.stringify(fields)}`];
const messagesOf = (index: number) => place.demo.requests().at(index)!.body!['messages'];

describe('inkstone ask', () => {
  it('prints the answer and nothing else, and ends well', async () => {
    const { out, err, exitCode } = await place.run(['ask', 'go', ...script({ tokens: 4 })], { input: '' })
      .ended;
    expect({ out, err, exitCode }).toEqual({ out: 't0 t1 t2 t3\n', err: '', exitCode: 0 });
  });

  it('prints one completion object where it is asked for JSON', async () => {
    const ended = await place.run(['ask', 'go', '--json', ...script({ tokens: 3, thinking: 'hm' })], {
      input: '',
    }).ended;
    expect(ended).toMatchObject({ err: '', exitCode: 0 });
    expect(objectIn(ended)).toMatchObject({
      object: 'chat.completion',
      choices: [
        {
          message: { role: 'assistant', content: 't0 t1 t2', reasoning_content: 'hm' },
          finish_reason: 'stop',
        },
      ],
    });
    expect(ended.out.trimEnd()).not.toContain('\n');
  });

  it('sends what is piped in behind the question, and instructions before it', async () => {
    const args = ['ask', 'Review this', '-s', 'Be brief.', ...script({ tokens: 1 })];
    expect((await place.run(args, { input: '差异\n' }).ended).exitCode).toBe(0);
    expect(messagesOf(0)).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Review this\n\n差异' },
    ]);
  });

  it('keeps sources out of what is piped on, and holds them in JSON', async () => {
    const sources = [{ title: 'Inkstick', url: 'https://example.com/ink' }];
    const model = ['--model', `dashscope/script:${JSON.stringify({ text: 'Soot.[1]', sources })}`];
    const env = {
      DASHSCOPE_BASE_URL: place.demo.url.replace('/v1', '/compatible-mode/v1'),
      DASHSCOPE_API_KEY: 'k',
    };
    const args = ['ask', 'Of what is ink?', '--search=always', '--no-think', '--temperature=0.2', ...model];
    const { out, err, exitCode } = await place.run(args, { input: 'a question\n', env }).ended;
    expect({ out, exitCode }).toEqual({ out: 'Soot.[1]\n', exitCode: 0 });
    expect(err).toBe('\nSources\n[1] Inkstick\n    https://example.com/ink\n');
    expect(place.demo.requests().find(({ body }) => body?.['input'])?.body).toMatchObject({
      parameters: { enable_search: true, enable_thinking: false, temperature: 0.2 },
    });
    const json = await place.run([...args, '--json'], { input: '', env }).ended;
    expect(objectIn(json)).toMatchObject({
      choices: [{ message: { annotations: [{ url_citation: { url: 'https://example.com/ink' } }] } }],
    });
  });

  it('says where a model cannot search, and answers all the same', async () => {
    const { out, err } = await place.run(['ask', 'go', '--search', '--model', 'openai/demo'], { input: '' })
      .ended;
    expect(out).toContain('go');
    expect(err).toContain('demo cannot search the web');
  });

  it('takes from the answer what could play with the terminal', async () => {
    const text = 'a\x1b]0;owned\x07b\x1b[2J\r\n好\tc';
    const { out } = await place.run(['ask', 'go', ...script({ text, chunk: 1 })], { input: '' }).ended;
    expect(out).toBe('a]0;ownedb[2J\n好\tc\n');
  });

  it.each([
    ['en', 'does not accept the key'],
    ['zh', '模型服务不接受这个 API Key'],
  ])('tells in %s why an answer failed', async (language, sentence) => {
    const args = ['ask', 'go', '--lang', language, ...script({ error: 'invalid_api_key' })];
    const { out, err, exitCode } = await place.run(args, { input: '', env: { OPENAI_API_KEY: 'sk-wrong' } })
      .ended;
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 });
    expect(err).toContain(sentence);
  });

  it('stops the answer on Ctrl-C, at the model too, and keeps what came', async () => {
    const command = place.run(['ask', 'go', ...script({ tokens: 9, stepped: true, key: 'k' })], {
      input: '',
    });
    await place.demo.step('k', 3, soon());
    await command.printed('out', /t2/);
    command.kill('SIGINT');
    const { out, err, exitCode } = await command.ended;
    expect({ out, exitCode }).toEqual({ out: 't0 t1 t2\n', exitCode: 130 });
    expect(err).toBe('Stopped. What came is kept.\n');
    await place.demo.findRequest(({ key, state }) => key === 'k' && state === 'closed-by-client', soon());
    const again = await place.run(['chat', '--continue'], { input: '' }).ended;
    expect(again.out).toBe('t0 t1 t2\n');
  });

  it('ends quietly when nobody reads on, and lets the model write no more', async () => {
    const command = place.run(['ask', 'go', ...script({ tokens: 100_000, rate: 2_000, key: 'k' })], {
      input: '',
    });
    await command.printed('out', /t9/);
    command.stopReading();
    const { err, exitCode } = await command.ended;
    expect({ err: err.replace('Stopped. What came is kept.\n', ''), exitCode }).toEqual({
      err: '',
      exitCode: 0,
    });
    await place.demo.findRequest(({ state }) => state === 'closed-by-client', soon());
  });

  it('works for two at once on one data folder, whoever ends first', async () => {
    const first = place.run(['ask', 'one', ...script({ tokens: 2, stepped: true, key: 'first' })], {
      input: '',
    });
    await place.demo.step('first', 1, soon());
    const second = place.run(['ask', 'two', ...script({ tokens: 2, stepped: true, key: 'second' })], {
      input: '',
    });
    await place.demo.step('second', 1, soon());
    await second.printed('out', /t0/);
    await place.demo.step('first', Infinity, soon());
    await first.printed('err', /still being written/);
    await place.demo.step('second', Infinity, soon());
    for (const command of [first, second])
      expect(await command.ended).toMatchObject({ out: 't0 t1\n', exitCode: 0 });
  });

  it('follows its answer over a crash of the server', async () => {
    const server = place.run(['serve', '--port', '0']);
    const [, port = ''] = await server.printed('out', /localhost:(\d+)/);
    const command = place.run(['ask', 'go', ...script({ tokens: 9, stepped: true, key: 'k' })], {
      input: '',
    });
    await place.demo.step('k', 3, soon());
    await command.printed('out', /t2/);
    server.kill('SIGKILL');
    await server.ended;
    const next = place.run(['serve', '--port', port]);
    const { out, err, exitCode } = await command.ended;
    expect({ out, exitCode }).toEqual({ out: 't0 t1 t2\n', exitCode: 1 });
    expect(err).toContain('interrupted because the server stopped');
    next.kill('SIGTERM');
    expect((await next.ended).exitCode).toBe(0);
  });
});

describe('a command that was written wrongly', () => {
  it.each([
    [['ask'], 'There is no question'],
    [['ask', '--nonsense'], 'There is no option --nonsense'],
    [['say', 'hello'], 'There is no command "say hello"'],
  ])('is refused with its own exit code: %j', async (args, sentence) => {
    const { out, err, exitCode } = await place.run(args, { input: '' }).ended;
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 2 });
    expect(err).toContain(sentence);
  });
});
