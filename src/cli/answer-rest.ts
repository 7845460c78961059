import { type Message, sourcesOf } from '../protocol/messages.ts';
import type { Words } from './i18n/words.ts';
import type { Output } from './output.ts';

/** What belongs to an answer besides its text, once that has been printed: the tools that it asks for, its sources. */
export function printRest(answer: Message, output: Output, words: Words): void {
  for (const part of answer.parts) {
    if (part.type === 'tool-call') output.note(`${part.name} ${part.arguments}`);
  }
  const sources = sourcesOf(answer);
  if (sources.length === 0) return tellOfNoSources(answer, output, words);
  const lines = sources.map(({ index, title, url }) => `[${index}] ${oneLine(title)}\n    ${url}\n`);
  output.beside(`\n${words.ask_sources}\n${lines.join('')}`);
}

/** A search was wanted, and nothing tells of one. */
function tellOfNoSources({ status, options, usage }: Message, output: Output, words: Words): void {
  if (status !== 'complete' || (options?.search ?? 'off') === 'off') return;
  output.note(usage?.searches ? words.ask_noSources : words.ask_notSearched);
}

const oneLine = (title: string): string => title.replace(/\s+/g, ' ');
