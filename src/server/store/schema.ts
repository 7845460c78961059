import type { Generated, Insertable, Selectable } from 'kysely';
import type { Currency } from '../../protocol/cost.ts';
import type { TitleSource } from '../../protocol/conversations.ts';
import type { AnswerStatus, Part } from '../../protocol/messages.ts';
import type { ProviderKind } from '../../protocol/models.ts';

/**
 * The tables, the same on SQLite and PostgreSQL. Times are Unix milliseconds and for display only; what has an order
 * has a `seq`. JSON is stored as text. Every table that holds a person's things has `user_id`; the journal alone
 * has none, since each of its entries names its user.
 */
export interface Database {
  meta: MetaTable;
  user: UserTable;
  conversation: ConversationTable;
  message: MessageTable;
  part: PartTable;
  continuation: ContinuationTable;
  journal: JournalTable;
  provider: ProviderTable;
  setting: SettingTable;
  trait: TraitTable;
  usage: UsageTable;
}

interface MetaTable {
  key: string;
  value: string;
}

interface UserTable {
  id: string;
  created_at: number;
}

interface ConversationTable {
  id: string;
  user_id: string;
  title: string;
  title_source: TitleSource;
  model: string | null;
  system_prompt: string | null;
  /** How answers are wanted here. */
  options: string;
  leaf_id: string | null;
  draft: string;
  /** What the client asked when it made this conversation; null where it came about with a question. */
  request: string | null;
  activity_seq: number;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

interface MessageTable {
  id: string;
  user_id: string;
  conversation_id: string;
  parent_id: string | null;
  role: 'user' | 'assistant';
  model: string | null;
  status: AnswerStatus;
  run: number;
  finish_reason: string | null;
  usage: string | null;
  timings: string | null;
  error: string | null;
  options: string | null;
  /** How the answer was asked for otherwise than it was wanted; null where it was not. */
  adjusted: string | null;
  /** The id of the first message that the model was given for this answer; null where none was left out. */
  context_from: string | null;
  /** 1: not given to the model any more, with its question; 0: taken back in; null: it never was set aside. */
  set_aside: number | null;
  /** What stands above this message in short. */
  summary: string | null;
  /** What the client asked when it made this message, so that the same id with another body is told apart. */
  request: string | null;
  /** The seq of its `message-added`: its place among its siblings. */
  seq: number;
  /** The parts hold everything of this answer up to this seq; what is newer is in the journal. */
  checkpoint_seq: number;
  created_at: number;
}

/**
 * A piece of a message, which `addPiece` puts together with those before it: an answer is stored as it grows and never
 * rewritten. `text` is that of text and reasoning, and the fields as JSON of all else.
 */
interface PartTable {
  message_id: string;
  position: number;
  user_id: string;
  type: Part['type'];
  text: string;
}

/** A further run of an answer. */
interface ContinuationTable {
  /** Named by the client, so that the same request again is told apart from a new one. */
  id: string;
  user_id: string;
  answer_id: string;
  run: number;
  /** Where it begins, in UTF-16 units of the answer's text. */
  seam: number;
  /** What the client asked; null where the server went on by itself. */
  request: string | null;
}

/** One row a tick: everything that happened in it, as JSON `[[user, event], …]`. `seq` is that of its last event. */
interface JournalTable {
  seq: number;
  first_seq: number;
  at: number;
  entries: string;
}

interface ProviderTable {
  id: string;
  user_id: string;
  kind: ProviderKind;
  name: string;
  base_url: string;
  /** The encrypted key (see `providers/keys.ts`); null where the server needs none. */
  sealed_key: string | null;
  created_at: number;
}

interface SettingTable {
  user_id: string;
  key: string;
  value: string;
}

/** What a model has shown that it takes. `value` is JSON. */
interface TraitTable {
  user_id: string;
  provider_id: string;
  model: string;
  name: string;
  value: string;
  source: 'probe' | 'reply';
  at: number;
}

/** What a model was asked and has cost, a row a request, kept even when its conversation is deleted. */
interface UsageTable {
  /** A name of its own, where the reply was no answer: a title, or what another program has asked. */
  answer_id: string;
  run: number;
  user_id: string;
  /** Null: it was asked by another program, or long ago. */
  conversation_id: string | null;
  model: string;
  prompt_tokens: number;
  completion_tokens: number;
  reasoning_tokens: Generated<number>;
  cached_tokens: Generated<number>;
  searches: Generated<number>;
  /** 1: the provider did not count, since it was hung up on before its end; these are our guess. */
  estimated: Generated<number>;
  /** In millionths of the currency. Null: nobody knows the price. 0 without a currency: it ran on a server of one's own. */
  cost_micros: number | null;
  currency: Currency | null;
  at: number;
}

export type ConversationRow = Selectable<ConversationTable>;

export type MessageRow = Selectable<MessageTable>;
export type NewMessageRow = Insertable<MessageTable>;
export type JournalRow = Selectable<JournalTable>;
export type PartRow = Selectable<PartTable>;
