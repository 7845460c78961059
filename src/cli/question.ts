import { fstatSync } from 'node:fs';
import { maxQuestionBytes } from '../protocol/messages.ts';
import { UsageError } from './arguments.ts';
import { CommandError } from './failure.ts';

export type PipedInput = NodeJS.ReadStream & { fd: number };

const patienceMs = 3_000;

/** The question of the arguments and what is piped in, the question first. */
export async function wholeQuestion(
  written: string,
  input: PipedInput,
  onWaiting: () => void = () => undefined,
): Promise<string> {
  const timer = setTimeout(onWaiting, patienceMs);
  const piped = await readPiped(input).finally(() => clearTimeout(timer));
  const question = [written, piped].filter((text) => text.trim() !== '').join('\n\n');
  if (question === '') throw new UsageError((words) => words.usage_noQuestion, 'ask');
  if (Buffer.byteLength(question) > maxQuestionBytes)
    throw new CommandError((words) => words.ask_questionTooLong);
  return question;
}

async function readPiped(input: PipedInput): Promise<string> {
  if (input.isTTY || isClosed(input.fd)) return '';
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    // The rest of a huge file need not be read to know that it is too long.
    if (length > maxQuestionBytes) throw new CommandError((words) => words.ask_questionTooLong);
  }
  return decode(Buffer.concat(chunks)).trimEnd();
}

/** Started without a standard input at all, as some job runners do. */
function isClosed(fd: number): boolean {
  try {
    fstatSync(fd);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBADF') return true;
    throw error;
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CommandError((words) => words.ask_questionNotText, { cause });
  }
}
