import type { ChatRequest } from './request.ts';

const MOST_QUESTIONS = 12;
const MOST_CHARACTERS = 60;

/** The summary, when one is asked for: what was summed up before, and how each question begins. */
export function summaryOf({ messages }: ChatRequest): string | undefined {
  const isAsked = messages.some(
    ({ role, text }) => role === 'system' && text.startsWith('Below is the earlier part'),
  );
  if (!isAsked) return undefined;
  const past = messages.findLast(({ role }) => role === 'user')?.text ?? '';
  const [, before] = /^Summary so far: ([^]*?)\n\n(?=User: |Assistant: )/.exec(past) ?? [];
  const questions = [...past.matchAll(/^User: (.+)$/gm)]
    .slice(0, MOST_QUESTIONS)
    .map(([, line]) => beginning(line!));
  const introduction = /\p{Script=Han}/u.test(past)
    ? '演示模型不会概括。之前问过：'
    : 'The demo cannot sum up. What was asked before:';
  return [before ?? introduction, ...questions].join('\n');
}

function beginning(line: string): string {
  const characters = [...line];
  const isLong = characters.length > MOST_CHARACTERS;
  return `- ${characters.slice(0, MOST_CHARACTERS).join('')}${isLong ? '…' : ''}`;
}
