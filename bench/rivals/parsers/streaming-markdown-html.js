// What it exports makes elements of a browser; this is the parser within, which only tells what it finds.
import {
  Attr,
  attrToHtmlAttr,
  DOCUMENT,
  parser,
  parserEnd,
  parserWrite,
  Token,
  tokenToTags,
} from '../node_modules/streaming-markdown-html/parser.js';

export const open = () => new ToldTokens();

class ToldTokens {
  #root = { type: DOCUMENT, attributes: [], children: [] };
  #path = [this.#root];
  #parser = parser({
    data: this.#path,
    addToken(path, type) {
      if (type === DOCUMENT) return;
      const token = { type, attributes: [], children: [] };
      path.at(-1).children.push(token);
      path.push(token);
    },
    endToken: (path) => void path.pop(),
    addText: (path, text) => void path.at(-1).children.push(text),
    setAttr: (path, type, value) => void path.at(-1).attributes.push([type, value]),
  });

  append(piece) {
    parserWrite(this.#parser, piece);
  }

  end() {
    parserEnd(this.#parser);
    return this.#root;
  }
}

const voidTags = new Set(['br', 'hr', 'img', 'input']);

export const toHtml = (root) => root.children.map(childHtml).join('');

function childHtml(child) {
  if (typeof child === 'string') return escapeHtml(child);
  if (child.type === Token.Table) return `<table>${tableRows(child)}</table>`;
  const attributes = child.attributes.map(
    ([type, value]) => ` ${attrToHtmlAttr(type)}="${attribute(type, value)}"`,
  );
  const [tag, inner] = tokenToTags(child.type);
  const children = child.children.map(childHtml).join('');
  if (inner) return `<${tag}><${inner}${attributes.join('')}>${children}</${inner}></${tag}>`;
  return `<${tag}${attributes.join('')}>${voidTags.has(tag) ? '' : `${children}</${tag}>`}`;
}

const attribute = (type, value) => escapeHtml(type === Attr.Lang ? `language-${value}` : String(value));

function tableRows({ children }) {
  const row = (tag) => (token) =>
    `<tr>${token.children.map((cell) => `<${tag}>${cell.children.map(childHtml).join('')}</${tag}>`).join('')}</tr>`;
  const [head, ...body] = children;
  return `<thead>${row('th')(head)}</thead>${body.length > 0 ? `<tbody>${body.map(row('td')).join('')}</tbody>` : ''}`;
}

const escapeHtml = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
