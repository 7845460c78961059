import { ApiError } from '../../protocol/errors.ts';
import { parseOffset } from '../../protocol/offset.ts';

export type Live = 'sse' | 'long-poll';

/** What a reader asks of a stream. */
export interface StreamRequest {
  /** The seq after which to read. */
  after: number;
  /** `offset=now`: the reply depends on when it was asked, so it has no ETag. */
  now: boolean;
  live: Live | null;
  cursor: string | null;
}

/** What of a stream can be read. */
interface Extent {
  epoch: string;
  /** The place after which everything is still kept: the stream begins here. */
  keptAfter(): number;
  lastSeq(): number;
}

/** Throws `invalid_request` for what is malformed, `offset_gone` for a place of another store. */
export function parseStreamRequest(query: URLSearchParams, extent: Extent): StreamRequest {
  const live = liveOf(query);
  const offset = single(query, 'offset');
  if (offset === null && live !== null) throw new ApiError('invalid_request', 'offset: needed with live');
  const after = seqOf(offset ?? '-1', extent);
  return { after, now: offset === 'now', live, cursor: single(query, 'cursor') };
}

function liveOf(query: URLSearchParams): Live | null {
  const live = single(query, 'live');
  if (live === null || live === 'sse' || live === 'long-poll') return live;
  throw new ApiError('invalid_request', 'live: sse or long-poll');
}

function single(query: URLSearchParams, name: string): string | null {
  const values = query.getAll(name);
  if (values.length > 1) throw new ApiError('invalid_request', `${name}: given more than once`);
  return values[0] ?? null;
}

function seqOf(offset: string, extent: Extent): number {
  if (offset === 'now') return extent.lastSeq();
  if (offset === '-1') return extent.keptAfter();
  const position = parseOffset(offset);
  if (!position) throw new ApiError('invalid_request', 'offset: not one that this server gave');
  // The numbers of another store say nothing here, be they among ours or not.
  if (position.epoch !== extent.epoch) throw new ApiError('offset_gone');
  return position.seq;
}
