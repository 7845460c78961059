import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openPrompt, type Prompt } from './prompt.ts';

/** Both ends of a terminal, as far as a prompt can see. */
function openTerminal() {
  const modes: boolean[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (mode: boolean) => modes.push(mode),
  });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  let cleared = 0;
  const prompt = openPrompt(
    input as unknown as NodeJS.ReadStream,
    output as unknown as NodeJS.WriteStream,
    () => cleared++,
  );
  return { prompt, modes, type: (keys: string) => void input.write(keys), cleared: () => cleared };
}

const never = new AbortController().signal;
const ctrlC = '\x03';
const ctrlD = '\x04';
const up = '\x1b[A';
const paste = (text: string) => `\x1b[200~${text}\x1b[201~`;

async function entered(prompt: Prompt, type: () => void): Promise<string | null> {
  const reading = prompt.read(never);
  type();
  return reading;
}

describe('a prompt at a terminal', () => {
  it('gives what was entered, Chinese and full width too', async () => {
    const { prompt, type } = openTerminal();
    expect(await entered(prompt, () => type('你好，世界！？\r'))).toBe('你好，世界！？');
  });

  it('goes on in the next line behind a backslash', async () => {
    const { prompt, type } = openTerminal();
    expect(await entered(prompt, () => type('one\\\rtwo\r'))).toBe('one\ntwo');
  });

  it('takes several pasted lines for one question, which only Enter sends', async () => {
    const { prompt, type } = openTerminal();
    const reading = prompt.read(never);
    type(paste('one\rtwo \\\r\rfour\r'));
    type(' more\r');
    expect(await reading).toBe('one\ntwo \\\n\nfour\n more');
  });

  it('leaves on Ctrl-D, and on Ctrl-C when nothing is typed', async () => {
    for (const key of [ctrlD, ctrlC]) {
      const { prompt, type } = openTerminal();
      expect(await entered(prompt, () => type(key))).toBeNull();
      expect(await prompt.read(never)).toBeNull();
    }
  });

  it('clears with Ctrl-C what is typed, and stays', async () => {
    const { prompt, type, cleared } = openTerminal();
    const reading = prompt.read(never);
    type(`half a\\\rquestion${ctrlC}`);
    type('whole\r');
    expect(await reading).toBe('whole');
    expect(cleared()).toBe(1);
  });

  it('gives back the terminal while nobody is asked, so that Ctrl-C is a signal again', async () => {
    const { prompt, type, modes } = openTerminal();
    expect(modes.at(-1)).toBe(false);
    const reading = prompt.read(never);
    expect(modes.at(-1)).toBe(true);
    type('x\r');
    await reading;
    expect(modes.at(-1)).toBe(false);
  });

  it('keeps for the next time what was entered too early', async () => {
    const { prompt, type } = openTerminal();
    expect(await entered(prompt, () => type('one\rtwo\r'))).toBe('one');
    expect(await prompt.read(never)).toBe('two');
  });

  it('brings back the questions of before', async () => {
    const { prompt, type } = openTerminal();
    prompt.remember(['oldest', 'several\nlines', 'newest']);
    expect(await entered(prompt, () => type(`${up}\r`))).toBe('newest');
    expect(await entered(prompt, () => type(`${up}${up}\r`))).toBe('oldest');
  });

  it('ends its wait when the person is gone', async () => {
    const { prompt } = openTerminal();
    const gone = new AbortController();
    const reading = prompt.read(gone.signal);
    gone.abort();
    expect(await reading).toBeNull();
  });
});

describe('a prompt at a pipe', () => {
  const open = (text: string): Prompt => {
    const input = new PassThrough();
    input.end(text);
    const output = new PassThrough() as unknown as NodeJS.WriteStream;
    return openPrompt(input as unknown as NodeJS.ReadStream, output, () => undefined);
  };

  it('gives line after line, then nothing', async () => {
    const prompt = open('one\r\ntwo\\\nthree\n\nlast');
    const all: (string | null)[] = [];
    for (let line; (line = await prompt.read(never)) !== null;) all.push(line);
    expect(all).toEqual(['one', 'two\nthree', '', 'last']);
  });
});
