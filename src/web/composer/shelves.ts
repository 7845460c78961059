import { call, type Caller } from '../../protocol/client.ts';
import { changeConversation } from '../../protocol/conversations.ts';
import { changeSettings } from '../../protocol/settings.ts';
import type { OpenConversation } from '../conversation/conversation.svelte.ts';
import type { Session } from '../session.svelte.ts';

interface KeepOptions {
  /** The page is going away: the request must outlive it. */
  isLeaving: boolean;
}

/** Where a draft lies on the server. */
export interface Shelf {
  /** The name of its copy in this browser. */
  readonly name: string;
  /** What lies there; undefined while that is not known, or the place does not exist yet. */
  readonly stored: string | undefined;
  /** Throws `ApiError` and `UnreachableError`. */
  keep(text: string, options: KeepOptions): Promise<void>;
}

/** A line that is half open must not hold up what is to be sent after it. */
const limitMs = 10_000;

/** What a browser lets out of a page that goes away: 64 KiB in all. */
const maxLeavingLength = 16 * 1024;

export function conversationShelf(conversation: OpenConversation): Shelf {
  const { id: conversationId, session } = conversation;
  return {
    name: conversationId,
    get stored() {
      return conversation.state?.seq ? conversation.state.conversation.draft : undefined;
    },
    async keep(draft, options) {
      await call(
        callerFor(session, draft, options),
        changeConversation,
        { conversationId },
        { draft },
        timed(),
      );
    },
  };
}

/** For a conversation that has not begun. */
export function startShelf(session: Session): Shelf {
  return {
    name: 'new',
    get stored() {
      return session.list.loaded ? session.settings.draft : undefined;
    },
    async keep(draft, options) {
      await call(callerFor(session, draft, options), changeSettings, {}, { draft }, timed());
    },
  };
}

const timed = () => ({ signal: AbortSignal.timeout(limitMs) });

function callerFor({ caller }: Session, draft: string, { isLeaving }: KeepOptions): Caller {
  const keepalive = isLeaving && draft.length <= maxLeavingLength;
  return { ...caller, fetch: (input, init) => caller.fetch(input, { ...init, keepalive }) };
}
