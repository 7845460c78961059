import { setTimeout as delay } from 'node:timers/promises';
import { type AnswerOptions, combinedOptions } from '../protocol/answer-options.ts';
import { call, type Caller, UnreachableError } from '../protocol/client.ts';
import { newId } from '../protocol/ids.ts';
import { type Message, sendMessage } from '../protocol/messages.ts';
import { getSettings } from '../protocol/settings.ts';
import { followAnswer, requestStop, type Watch } from './answer.ts';
import { CommandError } from './failure.ts';
import type { Words } from './i18n/words.ts';
import { LineWatch } from './line-watch.ts';
import type { Output } from './output.ts';
import { WaitTeller } from './wait-teller.ts';

export interface Question {
  conversationId: string;
  parentId: string | null;
  text: string;
  model?: string | undefined;
  /** For a conversation that comes about with it: what differs from the person's settings. */
  options?: AnswerOptions | undefined;
}

export interface Scene {
  output: Output;
  words: Words;
  /** Aborted when the person wants the answer no more: it is stopped on the server. */
  unwanted: AbortSignal;
}

type Shown = (answer: Message) => void;

/** Asks one question and follows its answer to its end. */
export async function exchange(
  caller: Caller,
  question: Question,
  scene: Scene,
  show: Shown,
): Promise<Message> {
  const { conversationId, parentId, text, model, options } = question;
  // Taken before the question is sent, so that everything of its answer lies behind it.
  const { offset, settings } = await call(caller, getSettings, {}, undefined);
  const body = {
    id: newId(),
    answerId: newId(),
    parentId,
    text,
    ...(model === undefined ? {} : { model }),
    ...(options === undefined ? {} : { options: combinedOptions(settings.options, options) }),
  };
  await persist(() => call(caller, sendMessage, { conversationId }, body));
  return watchToTheEnd(caller, { conversationId, answerId: body.answerId, offset, onChange: show }, scene);
}

/** Follows an answer that was begun before. */
export async function watchToTheEnd(
  caller: Caller,
  watch: Omit<Watch, 'signal' | 'onStatus' | 'onNotice'>,
  { output, words, unwanted }: Scene,
): Promise<Message> {
  const givenUp = new AbortController();
  const line = new LineWatch(output, words, () =>
    givenUp.abort(new CommandError((words) => words.failure_lineGivenUp)),
  );
  const waits = new WaitTeller(output, words);
  const onChange = (answer: Message): void => {
    waits.tell(answer);
    watch.onChange(answer);
  };
  const stop = (): void =>
    void stopAnswer(caller, watch.answerId, givenUp).catch((error: unknown) => givenUp.abort(error));
  if (unwanted.aborted) stop();
  else unwanted.addEventListener('abort', stop, { once: true });
  try {
    const { onStatus, onNotice } = line;
    return await followAnswer(caller, { ...watch, onChange, signal: givenUp.signal, onStatus, onNotice });
  } finally {
    unwanted.removeEventListener('abort', stop);
    line.end();
  }
}

const stopLimitMs = 5_000;

async function stopAnswer(caller: Caller, answerId: string, givenUp: AbortController): Promise<void> {
  const limit = AbortSignal.timeout(stopLimitMs);
  const failed = new CommandError((words) => words.ask_stopFailed);
  if (!(await requestStop(caller, answerId, limit))) givenUp.abort(failed);
  // Its end comes over the line; where that is broken, nobody should have to wait for it.
  limit.addEventListener('abort', () => givenUp.abort(failed), { once: true });
}

const triesAfterMs = [200, 1_000, 3_000];

/** Sends again what may not have arrived: by its id the server knows what it has already. */
async function persist<T>(send: () => Promise<T>): Promise<T> {
  for (const waitMs of triesAfterMs) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      await delay(waitMs);
    }
  }
  return send();
}
