import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toHtml } from './to-html.ts';

interface Example {
  readonly number: number;
  readonly section: string;
  readonly markdown: string;
  readonly html: string;
}

function examples(name: string): Example[] {
  const folder = join(import.meta.dirname, '../../../../test/samples/commonmark');
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

/** Where we differ on purpose: raw HTML is shown as the text that it is. */
const rawHtml = new Set([
  21, 31, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167,
  168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179, 180, 181, 182, 183, 184, 185, 186, 187, 188,
  189, 190, 191, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623, 625,
  626, 627, 628, 629, 630, 631, 642, 643,
]);

/** Where GFM differs from CommonMark: an address in the text is a link. */
const addresses = new Map([
  [602, '<p>&lt;<a href="https://foo.bar/baz">https://foo.bar/baz</a> bim&gt;</p>\n'],
  [608, '<p>&lt; <a href="https://foo.bar">https://foo.bar</a> &gt;</p>\n'],
  [611, '<p><a href="https://example.com">https://example.com</a></p>\n'],
  [612, '<p><a href="mailto:foo@bar.example.com">foo@bar.example.com</a></p>\n'],
]);

const marks: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };
const shown = (html: string) => html.replace(/&(?:lt|gt|quot|amp);/g, (mark) => marks[mark]!);

const commonMark = examples('spec-0.31.2.json');

describe('CommonMark', () => {
  const same = commonMark.filter(({ number }) => !rawHtml.has(number));
  test.each(same)('$section, example $number: $markdown', ({ number, markdown, html }) => {
    expect(toHtml(markdown)).toBe(addresses.get(number) ?? html);
  });
});

describe('raw HTML is read as CommonMark says, and shown as the text that it is', () => {
  const differing = commonMark.filter(({ number }) => rawHtml.has(number));
  test.each(differing)('example $number: $markdown', ({ markdown, html }) => {
    const ours = toHtml(markdown);
    expect(ours).not.toBe(html);
    expect(shown(ours)).toBe(shown(html));
  });
});

const link = (address: string): string => `<a href="mailto:${address}">${address}</a>`;
const named = (address: string): string => `<a href="mailto:${address}">mailto:${address}</a>`;
const paragraphs = (...texts: string[]): string => texts.map((text) => `<p>${text}</p>\n`).join('');

/**
 * Where we differ from GFM: one tilde strikes nothing out, since Chinese writes ranges with it. Only what leads to the web or to
 * mail is a link. Raw HTML is text, whatever its tag.
 */
const differing = new Map([
  [491, '<p><del>Hi</del> Hello, ~there~ world!</p>\n'],
  [
    633,
    paragraphs(
      named('foo@bar.baz'),
      named('a.b-c_d@a.b'),
      `${named('a.b-c_d@a.b')}.`,
      `${named('a.b-c_d@a.b')}/`,
      'mailto:a.b-c_d@a.b-',
      'mailto:a.b-c_d@a.b_',
      `xmpp:${link('foo@bar.baz')}`,
      `xmpp:${link('foo@bar.baz')}.`,
    ),
  ],
  [
    634,
    paragraphs(
      `xmpp:${link('foo@bar.baz')}/txt`,
      `xmpp:${link('foo@bar.baz')}/txt@bin`,
      `xmpp:${link('foo@bar.baz')}/${link('txt@bin.com')}`,
    ),
  ],
  [635, paragraphs(`xmpp:${link('foo@bar.baz')}/txt/bin`)],
  [
    657,
    '<p>&lt;strong&gt; &lt;title&gt; &lt;style&gt; &lt;em&gt;</p>\n&lt;blockquote&gt;\n' +
      '  &lt;xmp&gt; is disallowed.  &lt;XMP&gt; is also disallowed.\n&lt;/blockquote&gt;\n',
  ],
  [1002, '<p>Anonymous FTP is available at ftp://foo.bar.baz.</p>\n'],
]);

describe('GitHub', () => {
  test.each(examples('gfm.json'))('$section, example $number: $markdown', ({ number, markdown, html }) => {
    expect(toHtml(markdown)).toBe(differing.get(number) ?? html);
  });
});
