import { spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { maxQuestionBytes } from '../protocol/messages.ts';
import { UsageError } from './arguments.ts';
import { CommandError } from './failure.ts';
import { wordsIn } from './i18n/words.ts';
import { type PipedInput, wholeQuestion } from './question.ts';

const piped = (...chunks: (string | Buffer)[]): PipedInput => {
  const input = Object.assign(new PassThrough({ highWaterMark: 16 * 1024 * 1024 }), { fd: 0 });
  for (const chunk of chunks) input.write(chunk);
  input.end();
  return input as unknown as PipedInput;
};

async function refusal(question: Promise<string>): Promise<string> {
  const error: unknown = await question.then(
    () => null,
    (error: unknown) => error,
  );
  if (error instanceof UsageError || error instanceof CommandError) return error.sentence(wordsIn('en'));
  throw error;
}

it('puts what is piped in behind the question', async () => {
  expect(await wholeQuestion('Review this', piped('diff\n'))).toBe('Review this\n\ndiff');
});

it('takes what is piped in for the question where there is no other', async () => {
  expect(await wholeQuestion('', piped('  indented\nlines\n\n'))).toBe('  indented\nlines');
});

it('takes the question alone where nothing is piped in', async () => {
  expect(await wholeQuestion('Why?', piped(' \n'))).toBe('Why?');
});

it('puts characters together that were cut on their way', async () => {
  const bytes = Buffer.from('天空');
  expect(await wholeQuestion('', piped(bytes.subarray(0, 2), bytes.subarray(2)))).toBe('天空');
});

it('says that there is no question', async () => {
  expect(await refusal(wholeQuestion('  ', piped('')))).toContain('There is no question');
});

it('refuses what is no text', async () => {
  expect(await refusal(wholeQuestion('', piped(Buffer.from([0xff, 0xfe, 0x00]))))).toContain('not UTF-8');
});

it('refuses too much without reading all of it', async () => {
  const endless = spawn('yes');
  try {
    const input = Object.assign(endless.stdout, { fd: 0 }) as unknown as PipedInput;
    expect(await refusal(wholeQuestion('', input))).toContain('256 KiB');
  } finally {
    endless.kill();
  }
});

it('refuses a question that is too long together with what is piped in', async () => {
  const half = 'x'.repeat(maxQuestionBytes / 2);
  expect(await refusal(wholeQuestion(half, piped(half)))).toContain('256 KiB');
});
