import { describe, expect, it } from 'vitest';
import { languageAskedFor, readArguments, UsageError } from './arguments.ts';
import { wordsIn } from './i18n/words.ts';

const en = wordsIn('en');

function complaint(...args: string[]): string {
  try {
    readArguments(args);
  } catch (error) {
    if (error instanceof UsageError) return error.sentence(en);
    throw error;
  }
  return '';
}

describe('the words behind inkstone', () => {
  it('start the server where there are none', () => {
    expect(readArguments([])).toMatchObject({ command: 'serve', server: {} });
    const given = { command: 'serve', server: { port: '4000', dataDir: '/data' } };
    expect(readArguments(['--port', '4000', '--data-dir=/data'])).toMatchObject(given);
    expect(readArguments(['serve', '--port=4000', '--data-dir', '/data'])).toMatchObject(given);
  });

  it('are one question, quoted or not', () => {
    expect(readArguments(['ask', 'why', 'is', 'it?', '--json', '-m', 'qwen-plus'])).toMatchObject({
      command: 'ask',
      question: 'why is it?',
      json: true,
      model: 'qwen-plus',
    });
  });

  it('say how an answer is wanted', () => {
    const how = (...args: string[]) => readArguments(['ask', ...args, 'why?']);
    expect(how('--think', '--search')).toMatchObject({
      question: 'why?',
      options: { thinking: true, search: 'auto' },
    });
    expect(how('--think=high', '--search=always', '--temperature', '0.3')).toMatchObject({
      options: { thinking: true, depth: 'high', search: 'always', temperature: 0.3 },
    });
    expect(readArguments(['chat', '--no-think'])).toMatchObject({ options: { thinking: false } });
    expect(how()).toMatchObject({ options: undefined });
    expect(how('--', '--think')).toMatchObject({ question: '--think why?', options: undefined });
    expect(complaint('ask', '--think=hard', 'why?')).toContain('--think');
    expect(complaint('ask', '--search=never', 'why?')).toContain('--search');
    expect(complaint('ask', '--think', '--no-think', 'why?')).toContain('exclude');
    expect(complaint('ask', '--temperature', 'warm', 'why?')).toContain('0 to 2');
  });

  it('may have options before the command', () => {
    expect(readArguments(['--lang', 'zh', 'help', 'ask'])).toMatchObject({
      command: 'help',
      about: 'ask',
      language: 'zh',
    });
    expect(readArguments(['--data-dir', 'ask', '-m', 'chat', 'ask', 'why?'])).toMatchObject({
      command: 'ask',
      question: 'why?',
      model: 'chat',
      server: { dataDir: 'ask' },
    });
    expect(readArguments(['--port=0', 'serve'])).toMatchObject({ command: 'serve', server: { port: '0' } });
  });

  it('may begin with hyphens behind --', () => {
    expect(readArguments(['ask', '--', '--help me'])).toMatchObject({
      command: 'ask',
      question: '--help me',
    });
  });

  it('ask for help in every way that people try', () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
      expect(readArguments(args)).toMatchObject({ command: 'help', about: undefined });
    }
    for (const args of [
      ['ask', '--help'],
      ['ask', '-h'],
      ['help', 'ask'],
    ]) {
      expect(readArguments(args)).toMatchObject({ command: 'help', about: 'ask' });
    }
  });

  it('ask for the version', () => {
    for (const args of [['--version'], ['-V'], ['ask', '--version']]) {
      expect(readArguments(args).command).toBe('version');
    }
  });

  it.each([
    [['tell', 'me'], 'There is no command "tell me". To ask something: inkstone ask "tell me"'],
    [['ask', '--colour', 'x'], 'There is no option --colour.'],
    [['-x'], 'There is no option -x.'],
    [['--port'], '--port needs a value.'],
    [['--port', ''], '--port needs a value.'],
    [['ask', '--model', '--json'], '--model needs a value.'],
    [['ask', '-m'], '--model needs a value.'],
    [['ask', '--json=yes', 'x'], '--json takes no value.'],
    [['--json', 'doctor'], 'There is no option --json.'],
    [['--lang', 'en', 'tell'], '"tell" is not expected here.'],
    [['serve', 'now'], '"now" is not expected here.'],
    [['chat', 'hello'], '"hello" is not expected here.'],
    [['help', 'me'], '"me" is not expected here.'],
    [['backup', 'here', 'there'], '"there" is not expected here.'],
    [['restore'], 'Which backup? Name its folder or file'],
    [['restore', 'this', 'that'], '"that" is not expected here.'],
    [['doctor', 'me'], '"me" is not expected here.'],
    [['--lang', 'de'], '--lang is en or zh, not "de".'],
  ])('are refused with a sentence: %j', (args, sentence) => {
    expect(complaint(...args)).toContain(sentence);
  });

  it('tell their language even where they are wrong otherwise', () => {
    expect(languageAskedFor(['--nonsense', '--lang', 'zh'])).toBe('zh');
    expect(languageAskedFor(['--lang=zh'])).toBe('zh');
    expect(languageAskedFor(['--lang', 'xx'])).toBeUndefined();
    expect(languageAskedFor(['--lang'])).toBeUndefined();
  });
});
