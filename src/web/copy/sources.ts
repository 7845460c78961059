import type { Source } from '../../protocol/messages.ts';
import { escaped } from './clean-html.ts';

/** The sources of an answer as they stand below it, for who copies it; '' where there are none. */
export function sourcesMarkdown(sources: readonly Source[]): string {
  const lines = sources.map(({ index, title, url }) => `${index}. [${marked(title)}](<${url}>)`);
  return lines.length === 0 ? '' : `\n\n${lines.join('\n')}`;
}

const marked = (title: string): string => title.replace(/[\\[\]`*_<]/g, '\\$&').replace(/\s+/g, ' ');

export function sourcesHtml(sources: readonly Source[]): string {
  const items = sources.map(
    ({ index, title, url }) => `<li value="${index}"><a href="${escaped(url)}">${escaped(title)}</a></li>`,
  );
  return items.length === 0 ? '' : `<ol>${items.join('')}</ol>`;
}
