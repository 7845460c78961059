import type { ChatRequest } from './request.ts';

const MOST_WORDS = 6;
const MOST_CHARACTERS = 12;
const HAN = /\p{Script=Han}/u;
const LABEL = /^(?:<[\w-]+>|(?:user|question|person|human|q|用户|问题?)\s*[:：])\s*/i;

/** The title, when one is asked for: the first words of the first question. */
export function titleOf({ messages }: ChatRequest): string | undefined {
  if (!messages.some(({ role, text }) => role === 'system' && text.startsWith('Write a title')))
    return undefined;
  return firstWords(messages.find(({ role }) => role === 'user')?.text ?? '');
}

function firstWords(exchange: string): string {
  const line =
    exchange
      .split('\n')
      .map(withoutMarks)
      .find((candidate) => candidate !== '') ?? '';
  const title = HAN.test(line)
    ? [...clause(line)].slice(0, MOST_CHARACTERS).join('')
    : line.split(/\s+/).slice(0, MOST_WORDS).join(' ');
  return title.replace(/[\p{P}\p{S}\s]+$/u, '');
}

function withoutMarks(line: string): string {
  return line
    .trim()
    .replace(LABEL, '')
    .replace(/^[\s#>*`"'“‘「\-/]+/u, '')
    .replace(/["”’」`*]/gu, '')
    .trim();
}

/** Up to the end of the first clause: half a second clause reads badly as a title. */
function clause(line: string): string {
  return line.split(/[，。！？；：,!?;]/u).find((part) => part.trim() !== '') ?? line;
}
