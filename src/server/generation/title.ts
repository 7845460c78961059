import type { Kysely } from 'kysely';
import type { Event } from '../../protocol/events.ts';
import { textOf } from '../../protocol/messages.ts';
import type { Journal } from '../journal/journal.ts';
import { type ChatEnd, streamChat } from '../providers/chat.ts';
import type { ResolvedModel } from '../providers/registry.ts';
import type { ChatRequest } from '../providers/request.ts';
import { findConversationRow } from '../store/conversations.ts';
import { readAnswer, readMessage } from '../store/messages.ts';
import { countQueued } from '../store/queue.ts';
import type { Database } from '../store/schema.ts';
import { isFirstComplete } from '../store/tree.ts';
import { expectedOf } from './budgets.ts';
import type { Job, JobParts } from './job.ts';
import { recordUsage } from './record-usage.ts';
import { untilFound } from './until.ts';

const maxTitleChars = 60;

/** A question's first words: the title until there is a better one. */
export function firstWords(text: string, maxChars = 40): string {
  const line = text.trim().split(/\s*\n/)[0]!.replace(/\s+/g, ' ');
  const chars = [...line];
  if (chars.length <= maxChars) return line;
  const cut = chars.slice(0, maxChars).join('');
  const atWord = /^(.{15,})\s\S*$/u.exec(cut);
  return `${atWord ? atWord[1]! : cut}…`;
}

/** Asks for a title: thinking off, and so few tokens that it can never cost much. */
export function titleRequest(
  model: string,
  { question, answer }: { question: string; answer: string },
): ChatRequest {
  return {
    model,
    stream: true,
    thinking: 'off',
    maxTokens: 20,
    messages: [
      {
        role: 'system',
        content:
          'Write a title for the conversation below, in the language of the question: at most six words, or twelve Chinese characters. Reply with the title alone, no quotation marks, no full stop.',
      },
      { role: 'user', content: `Question:\n${question.slice(0, 2000)}\n\nAnswer:\n${answer.slice(0, 1000)}` },
    ],
  };
}

/** The title within what a model replied; empty if there is none worth having. */
export function cleanTitle(reply: string): string {
  const line = reply
    .trim()
    .split('\n')[0]!
    .replace(/^(title|标题)\s*[:：]\s*/i, '');
  const bare = line.replace(/^[\s"'“”‘’「《*#]+|[\s"'“”‘’」》*。.]+$/gu, '');
  return [...bare].slice(0, maxTitleChars).join('');
}

/**
 * After the first answer: replaces the first words by a title, once no answer of the person waits for its turn. Never
 * rejects; whatever goes wrong, the first words stay. A model that cannot but think is not asked.
 */
export async function nameAfterFirst(
  job: Job,
  model: ResolvedModel,
  parts: JobParts,
  closing: AbortSignal,
): Promise<void> {
  const { user, conversationId } = job;
  const wanted = new Wanted(parts.journal, job);
  const signal = AbortSignal.any([closing, wanted.signal]);
  try {
    if (model.thinking === 'only' || !(await wantsTitle(parts.store.read, job))) return;
    if (!(await noneWaits(job, parts, signal))) return;
    const title = await askForTitle(job, model, parts, signal);
    if (title !== '') await parts.journal.write(user, 'setTitle', { id: conversationId, title });
  } catch (error) {
    parts.logger.warn('title-failed', { conversationId, error });
  } finally {
    wanted.close();
  }
}

/** While nobody has named or deleted the conversation. */
class Wanted {
  readonly #over = new AbortController();
  readonly close: () => void;

  constructor(journal: Journal, { user, conversationId }: Job) {
    this.close = journal.viewers.subscribe({ user, conversationId }, (entries) => {
      if (entries.some(({ event }) => isNamedOrGone(event))) this.#over.abort();
    });
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }
}

const isNamedOrGone = (event: Event): boolean =>
  event.type === 'conversation-deleted' ||
  (event.type === 'conversation-changed' && event.change.title !== undefined);

/** Whether this is the first answer of the conversation and nobody has found a title yet. */
async function wantsTitle(db: Kysely<Database>, { user, conversationId, answerId }: Job): Promise<boolean> {
  const conversation = await findConversationRow(db, user, conversationId);
  if (!conversation || conversation.deleted_at !== null) return false;
  if (conversation.title_source === 'person' || conversation.title_source === 'model') return false;
  return isFirstComplete(db, user, answerId);
}

/** Below every answer in the queue. `false`: given up before. */
async function noneWaits({ user }: Job, { store, journal }: JobParts, signal: AbortSignal): Promise<boolean> {
  const look = async (): Promise<true | null> => ((await countQueued(store.read, user)) === 0 ? true : null);
  return (await untilFound(journal, { user }, look, signal)) !== null;
}

async function askForTitle(
  { user, conversationId, questionId, answerId }: Job,
  resolved: ResolvedModel,
  parts: JobParts,
  signal: AbortSignal,
): Promise<string> {
  const { store } = parts;
  const question = await readMessage(store.read, user, questionId);
  const answer = await readAnswer(store.read, user, answerId);
  const request = titleRequest(resolved.model, { question: textOf(question), answer: textOf(answer) });
  using _reserved = await parts.budgets.reserve(user, resolved, () => expectedOf(request));
  const { text, usage } = await wholeText(resolved, request, signal);
  if (usage) await recordUsage({ user, conversationId, resolved, usage }, parts);
  return cleanTitle(text);
}

/** The text is empty unless the model came to an end. */
async function wholeText(
  { provider, traits }: ResolvedModel,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<{ text: string; usage: ChatEnd['usage'] }> {
  let text = '';
  const end = await streamChat(provider, request, {
    traits,
    signal,
    onDeltas: (deltas) => {
      for (const delta of deltas) if (delta.type === 'text') text += delta.text;
    },
  });
  return { text: end.outcome === 'complete' ? text : '', usage: end.usage };
}
