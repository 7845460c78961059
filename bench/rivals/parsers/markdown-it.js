import MarkdownIt from 'markdown-it';
import { GrowingBlocks } from './growing-blocks.js';

const parser = new MarkdownIt({ html: true });

export const open = () => new GrowingBlocks(blocksOf);

/** The tokens of each block of the top level. */
function blocksOf(text) {
  const starts = lineStarts(text);
  const placed = [];
  for (const token of parser.parse(text, {})) {
    if (token.level === 0 && token.nesting >= 0) placed.push({ start: starts[token.map[0]], block: [] });
    placed.at(-1).block.push(token);
  }
  return placed;
}

function lineStarts(text) {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

export const toHtml = (blocks) => parser.renderer.render(blocks.flat(), parser.options, {});
