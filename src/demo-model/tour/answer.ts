// The demo's side of a conversation. The same conversation always gets the same answer: a cut one can be continued.
import { type ChatRequest, isSearched } from '../request.ts';
import type { Script } from '../scenario.ts';
import { countTokens } from '../tokens.ts';
import { english } from './en.ts';
import { longText } from './long.ts';
import { lineMeant, quoted } from './recall.ts';
import type { Topic, Tour } from './tour.ts';
import { chinese } from './zh.ts';

/** Tokens a second: quick, and still to be followed by eye. */
const PLEASANT_RATE = 70;
const LONGEST_REQUEST = 120;
const tours = [chinese, english];

type Talk = { question: string; earlier: string[]; answers: string[] };

export function tourAnswer(request: ChatRequest): Script {
  const talk = talkOf(request);
  const tour = tourFor(talk);
  const reply = replyTo(talk, tour, isSearched(request));
  const isOpening = talk.answers.length === 0 && reply !== tour.who.script;
  const text = isOpening ? `${tour.introduction}\n\n${reply.text ?? ''}` : (reply.text ?? '');
  return {
    rate: PLEASANT_RATE,
    ...reply,
    text,
    ...thinking(request, reply, talk, tour),
    ...breakdown(reply, text),
  };
}

function talkOf({ messages }: ChatRequest): Talk {
  const questions = messages.filter(({ role }) => role === 'user').map(({ text }) => text.trim());
  const answers = messages
    .filter(({ role, partial }) => role === 'assistant' && !partial)
    .map(({ text }) => text);
  return { question: questions.at(-1) ?? '', earlier: questions.slice(0, -1), answers };
}

/** In the language of the question; where it has none (a number, an emoji), in that of the one before. */
function tourFor({ question, earlier }: Talk): Tour {
  const lettered = [question, ...earlier.toReversed()].find((text) => /\p{L}/u.test(text)) ?? '';
  return /\p{Script=Han}/u.test(lettered) ? chinese : english;
}

function replyTo(talk: Talk, tour: Tour, searched: boolean): Script {
  const recalled = recall(talk, tour) ?? nameReply(talk, tour);
  if (recalled !== undefined) return { text: recalled };
  const topic = shown(talk.question, tour);
  if (topic) return topic;
  if (searched) return tour.searched(quoteOf(talk, tour));
  return { text: tour.reply(quoteOf(talk, tour), talk.earlier.length + 1) };
}

function shown(question: string, tour: Tour): Script | undefined {
  if (question.length > LONGEST_REQUEST) return undefined;
  if (tour.long.asked.test(question)) return { text: longText(tour.long, tour.long.length(question)) };
  const topics: Topic[] = [tour.who, ...tour.topics, tour.help, tour.greeting];
  return topics.find(({ asked }) => asked.test(question))?.script;
}

function recall(
  { question, earlier, answers }: Talk,
  { recall: { asked, ...words } }: Tour,
): string | undefined {
  if (question.length > LONGEST_REQUEST || !asked.test(question)) return undefined;
  const reference = words.reference(question);
  const lines = reference.speaker === 'user' ? earlier : answers;
  const line = lineMeant(lines, reference);
  return line === undefined
    ? words.missing(lines.length, reference)
    : `${words.found(reference)}\n\n${quoted(line)}`;
}

function nameReply({ question, earlier }: Talk, { name: words }: Tour): string | undefined {
  if (words.asked.test(question)) {
    const name = earlier.map(nameIn).findLast((said) => said !== undefined);
    return name === undefined ? words.unknown : words.known(name);
  }
  const name = nameIn(question);
  return name === undefined ? undefined : words.welcome(name);
}

function nameIn(text: string): string | undefined {
  return tours.map(({ name }) => name.said.exec(text)?.[1]).find((name) => name !== undefined);
}

function thinking({ model, enableThinking }: ChatRequest, reply: Script, talk: Talk, tour: Tour): Script {
  const wanted = enableThinking ?? (model === 'demo-thinking' || reply.thinking !== undefined);
  if (!wanted) return { thinking: 0 };
  return { thinking: reply.thinking ?? tour.thought(quoteOf(talk, tour), talk.earlier.length + 1) };
}

/** A reply that is to fail does so where its text ends. */
function breakdown({ error }: Script, text: string): Script {
  return error === undefined ? {} : { errorAfter: countTokens(text) };
}

/** A message may be a picture and nothing else. */
function quoteOf({ question }: Talk, tour: Tour): string {
  return tour.quote(question) || '…';
}
