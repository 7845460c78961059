import type { Journal } from '../journal/journal.ts';
import { streamChat } from '../providers/chat.ts';
import type { Provider } from '../providers/provider.ts';
import type { ChatRequest } from '../providers/request.ts';

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

/** Replaces the first words by a title from the first exchange. Whatever goes wrong, the first words stay. */
export async function nameConversation(
  { user, conversationId }: { user: string; conversationId: string },
  { provider, request }: { provider: Provider; request: ChatRequest },
  { journal, signal }: { journal: Journal; signal: AbortSignal },
): Promise<void> {
  let reply = '';
  const end = await streamChat(provider, request, {
    signal,
    onDeltas: (deltas) => {
      for (const delta of deltas) if (delta.type === 'text') reply += delta.text;
    },
  });
  const title = cleanTitle(reply);
  if (end.outcome === 'complete' && title !== '')
    await journal.write(user, 'setTitle', { id: conversationId, title });
}
