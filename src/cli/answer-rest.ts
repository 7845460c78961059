import { type Message, sourcesOf } from '../protocol/messages.ts';
import type { Words } from './i18n/words.ts';
import type { Output } from './output.ts';

/** What belongs to an answer besides its text, once that has been printed: the tools that it asks for, its sources. */
export function printRest(answer: Message, output: Output, words: Words): void {
  for (const part of answer.parts) {
    if (part.type === 'tool-call') output.note(`${part.name} ${part.arguments}`);
  }
  const sources = sourcesOf(answer);
  if (sources.length === 0) return;
  output.endLine();
  const lines = sources.map(({ index, title, url }) => `[${index}] ${oneLine(title)}\n    ${url}\n`);
  output.text(`\n${words.ask_sources}\n${lines.join('')}`);
}

const oneLine = (title: string): string => title.replace(/\s+/g, ' ');
