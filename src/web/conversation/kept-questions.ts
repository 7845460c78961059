import type { NewMessage } from '../../protocol/messages.ts';
import { keepText, keptNames, keptText } from '../kept-text.ts';

/** A question that the server has not stored yet, as it lies in the browser. */
export interface KeptQuestion {
  readonly conversationId: string;
  readonly body: NewMessage & { answerId: string };
  /** Its parent is the end of the conversation, and is to be found out first. */
  readonly atEnd: boolean;
  /** Its place in the order of sending. */
  readonly place: number;
  /** It was on its way once: the server may have it. */
  readonly isTried: boolean;
  /** It is not wanted any more, and is kept until the server has it no more. */
  readonly isTakenBack: boolean;
}

// Each under a key of its own: tabs share the storage, and one must not write over the questions of another.
const prefix = 'inkstone.unsent.';

export function keepQuestion(id: string, question: KeptQuestion | null): void {
  if (!question) return keepText(prefix + id, '');
  const { conversationId, body, atEnd, place, isTried, isTakenBack } = question;
  keepText(prefix + id, JSON.stringify({ conversationId, body, atEnd, place, isTried, isTakenBack }));
}

/** All of them, in the order in which they were sent. */
export function keptQuestions(): KeptQuestion[] {
  return keptNames(prefix)
    .map((name) => parse(keptText(name)))
    .toSorted((a, b) => a.place - b.place);
}

/** Tells what other tabs do with them: null for one that is not kept any more. */
export function watchQuestions(onChange: (id: string, question: KeptQuestion | null) => void): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key?.startsWith(prefix)) onChange(key.slice(prefix.length), newValue ? parse(newValue) : null);
  });
}

const parse = (text: string): KeptQuestion => JSON.parse(text) as KeptQuestion;
