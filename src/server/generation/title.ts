import type { Kysely } from 'kysely';
import { textOf } from '../../protocol/messages.ts';
import { streamChat } from '../providers/chat.ts';
import type { Provider } from '../providers/provider.ts';
import type { ResolvedModel } from '../providers/registry.ts';
import type { ChatRequest } from '../providers/request.ts';
import { findConversationRow } from '../store/conversations.ts';
import { readAnswer, readMessage } from '../store/messages.ts';
import type { Database } from '../store/schema.ts';
import type { Job, JobParts } from './job.ts';

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
 * After the first answer: replaces the first words by a title. Never rejects; whatever goes wrong, the first words stay.
 * A model that cannot but think is not asked, nor is one whose title would not be taken.
 */
export async function nameAfterFirst(
  job: Job,
  model: ResolvedModel,
  { store, journal, logger }: JobParts,
  signal: AbortSignal,
): Promise<void> {
  const { user, conversationId } = job;
  try {
    if (model.thinking === 'only' || !(await wantsTitle(store.read, job))) return;
    const question = await readMessage(store.read, user, job.questionId);
    const answer = await readAnswer(store.read, user, job.answerId);
    const request = titleRequest(model.model, { question: textOf(question), answer: textOf(answer) });
    const title = cleanTitle(await wholeText(model.provider, request, signal));
    if (title !== '') await journal.write(user, 'setTitle', { id: conversationId, title });
  } catch (error) {
    logger.warn('title-failed', { conversationId, error });
  }
}

/** Whether this is the first exchange and nobody has found a title yet. */
async function wantsTitle(db: Kysely<Database>, { user, conversationId, questionId }: Job): Promise<boolean> {
  const conversation = await findConversationRow(db, user, conversationId);
  if (!conversation || conversation.deleted_at !== null) return false;
  if (conversation.title_source === 'person' || conversation.title_source === 'model') return false;
  return (await readMessage(db, user, questionId)).parentId === null;
}

/** Empty unless the model came to an end. */
async function wholeText(provider: Provider, request: ChatRequest, signal: AbortSignal): Promise<string> {
  let text = '';
  const end = await streamChat(provider, request, {
    signal,
    onDeltas: (deltas) => {
      for (const delta of deltas) if (delta.type === 'text') text += delta.text;
    },
  });
  return end.outcome === 'complete' ? text : '';
}
