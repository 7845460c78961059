import type { AnswerOptions } from '../protocol/answer-options.ts';
import { call, UnreachableError } from '../protocol/client.ts';
import { ApiError } from '../protocol/errors.ts';
import { listModels } from '../protocol/models.ts';
import type { Surroundings } from './ask.ts';
import { ChatSession } from './chat-session.ts';
import { commandIn, runCommand } from './chat-commands.ts';
import { connect } from './connect.ts';
import type { Change } from './elsewhere.ts';
import { CommandError, sentenceOf } from './failure.ts';
import { exitCodeOf, type Interrupt, onInterrupt } from './interrupt.ts';
import { leave } from './leave.ts';
import { modelNamed, tellOfLack } from './model-choice.ts';
import { openPrompt, type Prompt } from './prompt.ts';

export interface ChatOptions {
  continueLast: boolean;
  model: string | undefined;
  system: string | undefined;
  /** How answers are wanted, where that differs from the conversation's or the person's settings. */
  options: AnswerOptions | undefined;
}

/** `inkstone chat`: question and answer until the person leaves. */
export async function chat(options: ChatOptions, surroundings: Surroundings): Promise<number> {
  const { config, output, words, input } = surroundings;
  const left = new AbortController();
  let exitCode = 0;
  const goAway = (signal: Interrupt): void => {
    exitCode = exitCodeOf(signal);
    left.abort();
  };
  const listenNoMore = onInterrupt(goAway);
  output.readerGone.addEventListener('abort', () => left.abort(), { once: true });
  const connection = await connect(config, left.signal);
  const prompt = openPrompt(input, process.stderr, () => output.note(words.chat_clearLine));
  try {
    const session = new ChatSession(connection.caller, { output, words, left: left.signal, leave: goAway });
    await begin(session, prompt, options, surroundings);
    await converse(session, prompt, surroundings, left.signal);
    return exitCode;
  } finally {
    prompt.close();
    listenNoMore();
    await leave(connection, output, words);
  }
}

async function begin(
  session: ChatSession,
  prompt: Prompt,
  { continueLast, model, system, options }: ChatOptions,
  { output, words, input }: Surroundings,
): Promise<void> {
  if (model !== undefined) await session.setModel(await modelNamed(session.caller, model));
  if (system !== undefined) await session.setSystem(system);
  if (options !== undefined) session.want(options);
  if (input.isTTY) output.note(await welcome(session, words));
  if (continueLast) prompt.remember(await session.continueLast());
  if (options) await tellOfLack(session.caller, { model: session.model, options }, { output, words });
}

/** Who answers may take a moment to find out, when a provider is far away: then it is not said. */
async function welcome({ caller, model }: ChatSession, words: Surroundings['words']): Promise<string> {
  if (model !== null) return words.chat_welcome(model);
  const signal = AbortSignal.timeout(2_000);
  try {
    const { defaultModel } = await call(caller, listModels, {}, undefined, { query: {}, signal });
    return defaultModel === null ? words.chat_welcomeNoModel : words.chat_welcome(defaultModel);
  } catch (error) {
    if (error === signal.reason || error instanceof ApiError) return words.chat_welcomePlain;
    throw error;
  }
}

async function converse(
  session: ChatSession,
  prompt: Prompt,
  { output, words, input }: Surroundings,
  left: AbortSignal,
): Promise<void> {
  for (;;) {
    const { entered, change } = await nextEvent(session, prompt, left);
    if (left.aborted || (entered === null && change === null)) return;
    try {
      if (change) await session.showChange(change);
      if (entered === null || entered.trim() === '') continue;
      const command = commandIn(entered);
      if (!command) await askIn(session, entered, { output, input });
      else if ((await runCommand(command, session, { output, words })) === 'leave') return;
    } catch (error) {
      if (!isBearable(error)) throw error;
      output.fault(sentenceOf(error, words, undefined));
    }
  }
}

interface Next {
  entered: string | null;
  change: Change | null;
}

/** Whatever comes first: a question, or what happens to the conversation on a page or in another terminal. */
async function nextEvent(session: ChatSession, prompt: Prompt, left: AbortSignal): Promise<Next> {
  const over = new AbortController();
  const signal = AbortSignal.any([left, over.signal]);
  const watching = session.changeElsewhere(signal);
  void watching.then((change) => change && over.abort());
  const entered = await prompt.read(signal);
  over.abort();
  return { entered, change: await watching };
}

type Place = Pick<Surroundings, 'output' | 'input'>;

async function askIn(session: ChatSession, text: string, { output, input }: Place): Promise<void> {
  await session.ask(text);
  // For the eye: an answer and the next question stand apart.
  if (input.isTTY) output.note('');
}

/** What went wrong with one question does not end the chat. */
function isBearable(error: unknown): boolean {
  return error instanceof ApiError || error instanceof UnreachableError || error instanceof CommandError;
}
