import type { Source } from '../../../protocol/messages.ts';
import type { CitedSources } from './citations.ts';
import { destinationOf } from './destinations.ts';
import { eachPiece } from './hidden-characters.ts';
import { hiddenMark } from './hidden-mark.ts';
import { element, text } from './sink.ts';

/** An entry of the list below an answer: its number, its title as a link, and who is really there. */
export function sourceItem({ index, title, url, site }: Source, id: string): HTMLLIElement {
  const item = element('li', { id: `${id}-${index}`, value: String(index), tabindex: '-1' });
  const destination = destinationOf(url);
  const link = destination ? element('a', { class: 'address', href: destination.href }) : element('span');
  say(link, title);
  const host = element('span', { class: 'host' });
  say(host, ` ${destination?.host ?? url}`);
  if (site !== undefined && site !== title) say(host, ` · ${site}`);
  item.append(link, host);
  return item;
}

function say(host: HTMLElement, said: string): void {
  eachPiece(
    said,
    'name',
    (plain) => host.append(text(plain)),
    (character) => host.append(hiddenMark(character)),
  );
}

/** `id` begins the ids of their places in the list. */
export function citedSources(id: string, sources: readonly Source[]): CitedSources {
  return { id, titles: new Map(sources.map((source) => [source.index, whereTo(source)])) };
}

/** First who is there, which nothing in the title can turn around. */
const whereTo = ({ title, url }: Source): string => `${destinationOf(url)?.host ?? url} · ${title}`;
