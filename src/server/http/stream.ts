import { ApiError } from '../../protocol/errors.ts';
import type { Clock } from '../../protocol/connection.ts';
import type { Entry, Scope } from '../journal/entry.ts';
import type { Journal } from '../journal/journal.ts';
import type { Metrics } from '../metrics.ts';
import { readConversation } from '../store/conversations.ts';
import type { Store } from '../store/store.ts';
import type { NodeRoute } from '../visit.ts';
import { serveStream, type StreamEncoder, type StreamSource } from './durable-stream.ts';

export interface StreamParts {
  store: Store;
  journal: Journal;
  metrics: Metrics;
  clock?: Clock;
}

const maxLines = 10_000;

/** What happens, read by offset: everything of a person, or one conversation of theirs at the same offsets. */
export function streamRoutes({ store, journal, metrics, clock }: StreamParts): NodeRoute[] {
  const parts = { encoder: jsonEntries, metrics, ...(clock ? { clock } : {}) };
  const routes: NodeRoute[] = [
    {
      path: '/api/stream',
      handle: (incoming, outgoing, visit) =>
        serveStream({ ...parts, source: sourceOf(journal, { user: visit.user }) }, incoming, outgoing, visit),
    },
    {
      path: '/api/conversations/:conversationId/stream',
      handle: async (incoming, outgoing, visit) => {
        const { id } = await readConversation(store.read, visit.user, visit.params['conversationId'] ?? '');
        const source = sourceOf(journal, { user: visit.user, conversationId: id });
        return serveStream({ ...parts, source }, incoming, outgoing, visit);
      },
    },
  ];
  return bounded(routes, maxLines);
}

function bounded(routes: readonly NodeRoute[], limit: number): NodeRoute[] {
  let open = 0;
  return routes.map(({ path, handle }) => ({
    path,
    handle: async (...request) => {
      if (open >= limit) throw new ApiError('overloaded', `${limit} lines are open`);
      open += 1;
      try {
        await handle(...request);
      } finally {
        open -= 1;
      }
    },
  }));
}

/** The journal as a stream of what is in a scope. */
export function sourceOf(journal: Journal, scope: Scope): StreamSource<Entry> {
  return {
    epoch: journal.epoch,
    keptAfter: () => journal.tail.keptAfter(scope),
    lastSeq: () => journal.tail.lastSeq,
    read(after) {
      const read = journal.tail.read(scope, after);
      if (read === 'gone') throw new ApiError('offset_gone');
      return read;
    },
    subscribe: (onEntries) => journal.viewers.subscribe(scope, onEntries),
    notice: () => journal.trouble.state?.code ?? null,
    onNotice: (tell) => journal.trouble.subscribe((state) => tell(state?.code ?? null)),
  };
}

const jsonEntries: StreamEncoder<Entry> = {
  contentType: 'application/json',
  body: (entries) => `[${entries.map(({ json }) => json).join(',')}]`,
  lines: (entries) => `data:[${entries.map(({ json }) => json).join(',')}]\n`,
  size: ({ json }) => json.length,
};
