import type { EventBody, PieceType } from './events.ts';
import type { Part } from './messages.ts';

type PieceBody = Extract<EventBody, { type: PieceType }>;

/** What an event adds to an answer. */
export function piecesOf(event: PieceBody): Part[] {
  switch (event.type) {
    case 'text-delta':
      return [{ type: 'text', text: event.text }];
    case 'reasoning-delta':
      return [{ type: 'reasoning', text: event.text }];
    case 'tool-call-delta': {
      const { index, id = '', name = '', arguments: text } = event;
      return [{ type: 'tool-call', index, id, name, arguments: text }];
    }
    case 'sources-added':
      return event.sources.map((source) => ({ type: 'source', ...source }));
  }
}

/**
 * Adds a piece to the parts of an answer: text to the last part if that is of its kind, a tool call's to the call of its
 * number, anything else as a part of its own. Sources stand behind all else, since they come at any moment and must not cut
 * a sentence in two. Pieces that are put together come to the same as what they were cut from: that is how they are stored.
 * The array is changed, no part is.
 */
export function addPiece(parts: Part[], piece: Part): void {
  const place = placeOf(parts, piece);
  const known = parts[place];
  if (known) parts[place] = joined(known, piece);
  else parts.splice(piece.type === 'source' ? parts.length : lastSaid(parts) + 1, 0, piece);
}

/** Where the part is that a piece belongs to; -1: there is none. */
function placeOf(parts: readonly Part[], piece: Part): number {
  if (piece.type === 'text' || piece.type === 'reasoning') {
    const last = lastSaid(parts);
    return parts[last]?.type === piece.type ? last : -1;
  }
  return parts.findIndex((part) => part.type === piece.type && part.index === piece.index);
}

const lastSaid = (parts: readonly Part[]): number => parts.findLastIndex(({ type }) => type !== 'source');

function joined(part: Part, piece: Part): Part {
  if (part.type === 'tool-call' && piece.type === 'tool-call') {
    const { id, name, arguments: text } = piece;
    return { ...part, id: part.id || id, name: part.name || name, arguments: part.arguments + text };
  }
  if ('text' in part && 'text' in piece) return { type: part.type, text: part.text + piece.text };
  return part;
}

/** How much of it counts against what an answer may be and what may wait, in UTF-16 units. */
export function lengthOf(part: Part): number {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return part.text.length;
    case 'tool-call':
      return part.id.length + part.name.length + part.arguments.length;
    case 'source':
      return part.url.length + part.title.length + (part.site?.length ?? 0);
  }
}

/** The same of what an event adds. */
export function addedLength(event: PieceBody): number {
  if ('text' in event) return event.text.length;
  return piecesOf(event).reduce((length, piece) => length + lengthOf(piece), 0);
}
