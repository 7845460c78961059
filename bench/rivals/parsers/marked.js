import { marked } from 'marked';
import { GrowingBlocks } from './growing-blocks.js';

/** What is split off is finished; only the last block is parsed again, with all that is inside it. */
export const open = () => new GrowingBlocks(blocksOf);

function blocksOf(text) {
  let at = 0;
  const placed = [];
  for (const token of marked.lexer(text)) {
    if (token.type !== 'space') placed.push({ start: at, block: token });
    at += token.raw.length;
  }
  return placed;
}

export const toHtml = (tokens) => marked.parser(tokens);
