import type { DemoModel } from '../../../src/demo-model/server.ts';
import { call, type Caller } from '../../../src/protocol/client.ts';
import { getConversation } from '../../../src/protocol/conversations.ts';
import { newId } from '../../../src/protocol/ids.ts';
import {
  isLive,
  type Message,
  type NewMessage,
  sendMessage,
  textOf,
} from '../../../src/protocol/messages.ts';
import { Reader } from './reader.ts';
import type { Scripted } from './script.ts';

/** Only the last can go on from the beginning of an answer. */
export type ModelName = 'openai/demo' | 'dashscope/demo' | 'dashscope/qwen-plus';

/** A question that was asked, with who reads its answer. */
export interface Asked {
  conversationId: string;
  body: NewMessage & { answerId: string };
  script: Scripted;
  reader: Reader;
}

export interface AskOptions {
  model?: ModelName;
  signal: AbortSignal;
}

/** Asks in a conversation of its own; resolves once it is stored and read. */
export async function ask(
  caller: Caller,
  script: Scripted,
  { model = 'openai/demo', signal }: AskOptions,
): Promise<Asked> {
  const conversationId = newId();
  const options = script.thinks ? { thinking: true } : {};
  const body = { id: newId(), answerId: newId(), parentId: null, text: script.question, model, options };
  await call(caller, sendMessage, { conversationId }, body, { signal });
  return { conversationId, body, script, reader: await Reader.open(caller, conversationId) };
}

/** The answer as the server has it, asked anew. */
export async function storedAnswer(
  caller: Caller,
  { conversationId, body: { answerId } }: Pick<Asked, 'conversationId' | 'body'>,
  signal: AbortSignal,
): Promise<Message> {
  const options = { query: { limit: 200 }, signal };
  const { messages } = await call(caller, getConversation, { conversationId }, undefined, options);
  const answer = messages.find(({ id }) => id === answerId);
  if (!answer) throw new Error(`the answer ${answerId} is not there`);
  return answer;
}

/** The answer once it has ended for the server as for who reads it, and nobody will go on with it. */
export async function settledAnswer(caller: Caller, asked: Asked, signal: AbortSignal): Promise<Message> {
  const { reader, body } = asked;
  for (;;) {
    const seen = await reader.untilEnded(body.answerId, signal);
    const stored = await storedAnswer(caller, asked, signal);
    if (!isLive(stored) && stored.run === seen.run && !willGoOn(stored, asked)) return stored;
    await reader.conditions.until('the next run', () => reader.answer(body.answerId) !== seen, signal);
  }
}

/** The server goes on by itself, once, with nothing but text that its own end has cut off, where the model can and does not think. */
function willGoOn(stored: Message, { script }: Asked): boolean {
  const isText = textOf(stored) !== '' && stored.parts.every(({ type }) => type === 'text');
  const isCutOff = stored.status === 'interrupted' && stored.run === 1 && isText;
  return isCutOff && stored.model === 'dashscope/qwen-plus' && !script.thinks;
}

/** Lets a stepped answer say all that is left, whether or not anybody asks for it. */
export function grantAll(demo: DemoModel, key: string): void {
  // What is granted stays so, though this waits for nothing.
  demo.step(key, Infinity, AbortSignal.abort()).catch(() => undefined);
}
