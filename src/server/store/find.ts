import type { Kysely } from 'kysely';
import type { Finds } from '../../protocol/conversations.ts';
import { textOf } from '../../protocol/messages.ts';
import { conversationRow } from './conversations.ts';
import { withTail } from './messages.ts';
import type { Database } from './schema.ts';
import { pathIds } from './tree.ts';

/** Read and looked through between two turns of the event loop. */
const messagesAtOnce = 50;

/**
 * Where words stand in the questions and answers of the shown path, the oldest first. Throws `conversation_not_found`.
 * A long conversation is read in steps, so that it holds neither a reader nor the event loop for long; `signal` ends it.
 */
export async function findWords(
  db: Kysely<Database>,
  user: string,
  conversationId: string,
  { words, signal }: { words: string; signal: AbortSignal },
): Promise<Finds> {
  const { leaf_id } = await conversationRow(db, user, conversationId);
  const ids = leaf_id === null ? [] : await pathIds(db, conversationId, leaf_id);
  const countIn = counterOf(words);
  const found: Finds['found'] = [];
  for (let from = 0; from < ids.length && !signal.aborted; from += messagesAtOnce) {
    const some = ids.slice(from, from + messagesAtOnce);
    for (const [messageId, text] of await textsOf(db, some)) {
      const count = countIn(text);
      if (count > 0) found.push({ messageId, count });
    }
  }
  return { found };
}

async function textsOf(db: Kysely<Database>, ids: readonly string[]): Promise<[string, string][]> {
  const rows = await db.selectFrom('message').selectAll().where('id', 'in', ids).execute();
  const texts = new Map((await withTail(db, rows)).map((message) => [message.id, textOf(message)]));
  return ids.map((id) => [id, texts.get(id) ?? '']);
}

/** What of Markdown stands between letters that are read together. */
const marks = /[*_`~[\]\\]/g;

/** Whoever looks for marks finds them; for all others `**in**k` says “ink”. */
function counterOf(words: string): (text: string) => number {
  const hasMarks = words.search(marks) !== -1;
  const folded = fold(words);
  return (text) => count(fold(hasMarks ? text : text.replace(marks, '')), folded);
}

const fold = (text: string): string => text.replace(/\s+/g, ' ').toLowerCase();

function count(text: string, words: string): number {
  let times = 0;
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + words.length)) times += 1;
  return times;
}
