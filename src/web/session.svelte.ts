import { createContext } from 'svelte';
import { call, type Caller } from '../protocol/client.ts';
import { type Clock, readConnection } from '../protocol/connection.ts';
import { listConversations } from '../protocol/conversations.ts';
import { ApiError } from '../protocol/errors.ts';
import { type Event, personStreamPath } from '../protocol/events.ts';
import { followStream, type LineStatus } from '../protocol/line.ts';
import { listModels, type ModelsReply, refreshModels } from '../protocol/models.ts';
import type { NoticeCode } from '../protocol/notice.ts';
import { formatOffset, parseOffset } from '../protocol/offset.ts';
import { getSettings, unchosenSettings } from '../protocol/settings.ts';
import { isPassing, rest, untilReached } from './back-off.ts';
import { ConversationList } from './conversation-list.svelte.ts';
import { FrameBatch } from './frames.ts';
import { followInPlace } from './line-places.ts';
import { onWake } from './wake.ts';

type Listener = (events: readonly Event[]) => void;

const hiddenLookMs = 30_000;
const refusedMs = 30_000;
/** Without a line of its own, a page is at most this far behind. */
const askEveryMs = 500;

/** What one page knows of its person, kept true by the one line it holds: the list, the settings, the models. */
export class Session {
  readonly caller: Caller = { origin: '', fetch: (input, init) => fetch(input, init) };
  readonly list = new ConversationList(this.caller);
  settings = $state.raw(unchosenSettings);
  /** null until they are known. */
  models = $state.raw<ModelsReply | null>(null);
  /** Whether what happens on the server arrives here. */
  line = $state.raw<LineStatus>('connecting');
  /** What the server tells of its disk. */
  notice = $state.raw<NoticeCode | null>(null);
  /** Goes up when the state had to be taken again: what is open then does the same. */
  resets = $state.raw(0);

  readonly #batch = new FrameBatch<Event>((events) => this.#apply(events));
  #listeners: readonly Listener[] = [];
  readonly #started = Promise.withResolvers<void>();
  #startOffset = '';
  #offset = '';
  #settingsSeq = 0;
  #watching = new AbortController();

  /** Takes the state and follows the line while the page is seen. */
  async run(): Promise<void> {
    void this.refreshModels();
    await untilReached(() => this.#takeState());
    this.#started.resolve();
    document.addEventListener('visibilitychange', () => this.#watch());
    onWake(() => this.#watch());
    // A page that is left holds nothing: the browser keeps it as it is, for whoever comes back.
    addEventListener('pagehide', () => this.#watching.abort());
    this.#watch();
  }

  /** The offset from which on the line tells everything: a state that is older has missed something. */
  async startedAt(): Promise<string> {
    await this.#started.promise;
    return this.#startOffset;
  }

  /** Every event of the line, one batch a frame. */
  listen(listener: Listener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** `anew`: the providers are asked again, too. */
  async refreshModels({ anew = false } = {}): Promise<void> {
    const endpoint = anew ? refreshModels : listModels;
    this.models = await untilReached(() => call(this.caller, endpoint, {}, undefined));
  }

  /** Begins anew, at once: a tab that nobody sees gives its line up. */
  #watch(): void {
    this.#watching.abort();
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    if (document.hidden) return this.#lookNowAndThen(signal);
    const hold = (): Promise<void> => this.#follow(signal);
    const ask = (waiting: AbortSignal): Promise<void> => this.#follow(waiting, { askEveryMs });
    void (navigator.locks ? followInPlace({ hold, ask }, signal) : hold());
  }

  /** What the server refuses for good may be a mistake of what stands between, and be mended: the page keeps trying. */
  async #follow(signal: AbortSignal, { askEveryMs }: { askEveryMs?: number } = {}): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#followUntilRefused(signal, askEveryMs);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        this.line = 'waiting';
        await rest(refusedMs, signal);
      }
    }
  }

  #followUntilRefused(signal: AbortSignal, askEveryMs: number | undefined): Promise<void> {
    this.#batch.flush();
    return followStream(this.caller, personStreamPath, {
      offset: this.#offset,
      signal,
      ...(askEveryMs === undefined ? {} : { askEveryMs }),
      onEvents: (events) => this.#batch.add(events),
      onStatus: (status) => (this.line = status),
      onNotice: (notice) => (this.notice = notice),
      onGone: () => this.#takeStateAgain(),
    });
  }

  /** While nobody looks: the title still has to tell of the end of an answer. */
  #lookNowAndThen(signal: AbortSignal): void {
    this.#batch.flush();
    const timer = setInterval(() => {
      if (this.list.running > 0) void this.#lookOnce(signal);
    }, hiddenLookMs);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  async #lookOnce(signal: AbortSignal): Promise<void> {
    try {
      await this.#readOnce(signal);
    } catch (error) {
      // The line will meet it again when the page is shown, and knows what to do.
      if (!signal.aborted && !isPassing(error)) throw error;
    }
  }

  async #readOnce(signal: AbortSignal): Promise<void> {
    const place = { transport: 'catch-up', offset: this.#offset, cursor: undefined, signal, clock } as const;
    try {
      for await (const { events } of readConnection(this.caller, personStreamPath, place))
        this.#apply(events ?? []);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'offset_gone')) throw error;
      await this.#takeStateAgain();
    }
  }

  async #takeStateAgain(): Promise<string> {
    await this.#takeState();
    void this.refreshModels();
    this.resets += 1;
    return this.#offset;
  }

  async #takeState(): Promise<void> {
    const [page, { settings, offset }] = await Promise.all([
      call(this.caller, listConversations, {}, undefined),
      call(this.caller, getSettings, {}, undefined),
    ]);
    this.list.take(page);
    this.settings = settings;
    this.#settingsSeq = parseOffset(offset)?.seq ?? 0;
    // The older of the two: what one of them already holds is ignored there by its seq.
    this.#startOffset = page.offset < offset ? page.offset : offset;
    this.#offset = this.#startOffset;
  }

  #apply(events: readonly Event[]): void {
    this.list.apply(events);
    for (const event of events) this.#applyOwn(event);
    this.#moveTo(events.at(-1)?.seq ?? 0);
    for (const listener of this.#listeners) listener(events);
  }

  /** Where the line goes on after it was given up. */
  #moveTo(seq: number): void {
    const position = parseOffset(this.#offset);
    if (position && seq > position.seq) this.#offset = formatOffset({ ...position, seq });
  }

  #applyOwn(event: Event): void {
    if (event.type === 'models-changed') void this.refreshModels();
    if (event.type !== 'settings-changed' || event.seq <= this.#settingsSeq) return;
    this.settings = event.settings;
    this.#settingsSeq = event.seq;
  }
}

const clock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as number),
};

export const [getSession, setSession] = createContext<Session>();
