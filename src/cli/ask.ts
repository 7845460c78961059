import type { AnswerOptions } from '../protocol/answer-options.ts';
import { call, type Caller } from '../protocol/client.ts';
import { completionOf } from '../protocol/completion.ts';
import { createConversation } from '../protocol/conversations.ts';
import { newId } from '../protocol/ids.ts';
import type { Message } from '../protocol/messages.ts';
import type { Config } from '../server/main.ts';
import { AnswerPrinter } from './answer-printer.ts';
import { printRest } from './answer-rest.ts';
import { connect } from './connect.ts';
import { tellEnding } from './ending.ts';
import { exchange } from './exchange.ts';
import type { Words } from './i18n/words.ts';
import { exitCodeOf, onInterrupt } from './interrupt.ts';
import { leave } from './leave.ts';
import { modelNamed, tellOfLack } from './model-choice.ts';
import type { Output } from './output.ts';
import { printableJson } from './printable.ts';
import { type PipedInput, wholeQuestion } from './question.ts';

export interface AskOptions {
  question: string;
  json: boolean;
  model: string | undefined;
  system: string | undefined;
  /** How the answer is wanted, where that differs from the person's settings. */
  options: AnswerOptions | undefined;
}

export interface Surroundings {
  config: Config;
  output: Output;
  words: Words;
  input: PipedInput;
}

/** `inkstone ask`: one question, its answer, the exit code. */
export async function ask(options: AskOptions, surroundings: Surroundings): Promise<number> {
  const { output, input } = surroundings;
  const text = await wholeQuestion(options.question, input, () => tellOfWaiting(surroundings));
  const unwanted = new AbortController();
  let exitCode = 0;
  const listenNoMore = onInterrupt((signal) => {
    exitCode = exitCodeOf(signal);
    unwanted.abort();
  });
  output.readerGone.addEventListener('abort', () => unwanted.abort(), { once: true });
  try {
    const isWhole = await askSomewhere(text, options, surroundings, unwanted.signal);
    return unwanted.signal.aborted || isWhole ? exitCode : 1;
  } catch (error) {
    if (isAbortOf(error, unwanted.signal)) return exitCode;
    throw error;
  } finally {
    listenNoMore();
  }
}

/** Somebody whose shell left the input open would wonder for ever what is going on. */
function tellOfWaiting({ output, words }: Surroundings): void {
  if (process.stderr.isTTY) output.note(words.ask_waitingForInput);
}

/** Stopped before there was anything to stop. */
function isAbortOf(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted && error instanceof Error && error.name === 'AbortError';
}

async function askSomewhere(
  text: string,
  options: AskOptions,
  { config, output, words }: Surroundings,
  unwanted: AbortSignal,
): Promise<boolean> {
  const connection = await connect(config, unwanted);
  try {
    const answer = await askThere(connection.caller, text, options, { output, words, unwanted });
    if (options.json) printCompletion(answer, output);
    else {
      printRest(answer, output, words);
      output.endLine();
    }
    return tellEnding(answer, { output, words, stoppedHere: unwanted.aborted });
  } finally {
    await leave(connection, output, words);
  }
}

async function askThere(
  caller: Caller,
  text: string,
  { json, model: name, system, options }: AskOptions,
  scene: { output: Output; words: Words; unwanted: AbortSignal },
): Promise<Message> {
  const conversationId = newId();
  scene.unwanted.throwIfAborted();
  const model = name === undefined ? undefined : await modelNamed(caller, name, scene.unwanted);
  if (options) await tellOfLack(caller, { model, options }, scene);
  if (system !== undefined) {
    await call(caller, createConversation, {}, { id: conversationId, systemPrompt: system });
  }
  const printer = new AnswerPrinter(scene.output);
  const show = json ? () => undefined : (answer: Message) => printer.print(answer);
  return exchange(caller, { conversationId, parentId: null, text, model, options }, scene, show);
}

/** An answer that failed before its first word has nothing to print: its error is told instead. */
function printCompletion(answer: Message, output: Output): void {
  if (answer.status === 'complete' || answer.parts.length > 0)
    output.data(printableJson(completionOf(answer)));
}
