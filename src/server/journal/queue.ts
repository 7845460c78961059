import type { EventBody, PieceType } from '../../protocol/events.ts';
import type { Part } from '../../protocol/messages.ts';
import { addedLength, lengthOf } from '../../protocol/parts.ts';
import type { CommitItem } from '../store/batch.ts';
import type { WriteName } from '../store/writes/index.ts';

/** Something that waits for its tick. Text that follows on text of the same answer is joined to it. */
export interface Pending {
  user: string;
  events: EventBody[];
  write?: NonNullable<CommitItem['write']>;
  /** Nobody but the text itself waits for a delta. */
  settle?: { resolve(reply: unknown): void; reject(error: Error): void };
}

/** What goes together in one tick. */
export interface Taken {
  pending: Pending[];
  /** To be called once all of it is committed, or given up. */
  done(): void;
}

/** More of an answer. */
export type DeltaBody = Extract<EventBody, { type: PieceType }>;

/**
 * What goes on writing an answer, now or after the next start. It is kept and tried again where the disk refuses it, since its text may be nowhere
 * else and nobody would ask for it again; whatever a person asked for is told to have failed instead.
 */
const keptWrites: ReadonlySet<WriteName> = new Set<WriteName>([
  'startRun',
  'checkpointAnswer',
  'endAnswer',
  'endFromJournal',
  'endAllFromJournal',
  'rememberCutOff',
]);

export const isKept = (name: WriteName | undefined): boolean => name === undefined || keptWrites.has(name);

/** With more characters than this in wait, the sources of text should pause. */
const crowdedChars = 1024 * 1024;

/** What waits for the next commit, in the order it came. */
export class Queue {
  #pending: Pending[] = [];
  /** The last item of each answer that more text can still be joined to. */
  #open = new Map<string, Pending>();
  #chars = 0;
  /** Resolved once what waits now has been committed. */
  #done = Promise.withResolvers<void>();

  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  get isCrowded(): boolean {
    return this.#chars > crowdedChars;
  }

  /** Resolves once all that waits now has been committed, or given up. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  addWrite(item: Pending & { write: { name: WriteName; args: unknown } }): void {
    const { args } = item.write;
    // Text that comes later must not be joined to what this write takes for all there is.
    if (hasAnswerId(args)) this.#open.delete(args.answerId);
    this.#add(item);
  }

  addDelta(user: string, delta: DeltaBody): void {
    const open = this.#open.get(delta.answerId);
    const last = open?.events.at(-1) as DeltaBody | undefined;
    if (last?.run === delta.run && joinTo(last, delta)) {
      this.#chars += addedLength(delta);
      return;
    }
    const item = { user, events: [{ ...delta }] };
    this.#open.set(delta.answerId, item);
    this.#add(item);
  }

  take(): Taken {
    const taken = { pending: this.#pending, done: this.#done.resolve };
    this.#pending = [];
    this.#open = new Map();
    this.#chars = 0;
    this.#done = Promise.withResolvers();
    return taken;
  }

  /** Before all else again. */
  putBack({ pending, done }: Taken): void {
    this.#pending.unshift(...pending);
    this.#chars += pending.reduce((chars, item) => chars + charsOf(item), 0);
    void this.#done.promise.then(done);
  }

  #add(item: Pending): void {
    this.#pending.push(item);
    this.#chars += charsOf(item);
  }
}

const hasAnswerId = (args: unknown): args is { answerId: string } =>
  typeof args === 'object' && args !== null && 'answerId' in args;

/** Puts a piece behind what waits already; false where it has to be an event of its own. */
function joinTo(last: DeltaBody, delta: DeltaBody): boolean {
  if (delta.type === 'tool-call-delta') return last.type === delta.type && joinCall(last, delta);
  if (!('text' in delta && 'text' in last) || last.type !== delta.type) return false;
  last.text += delta.text;
  return true;
}

type CallBody = Extract<DeltaBody, { type: 'tool-call-delta' }>;

/** Only where the later one is of the same call and says nothing but more of its arguments. */
function joinCall(last: CallBody, { index, id, name, arguments: text }: CallBody): boolean {
  if (last.index !== index || id !== undefined || name !== undefined) return false;
  last.arguments += text;
  return true;
}

/** The text that an item holds in memory. */
function charsOf({ events, write }: Pending): number {
  const { parts = [] } = (write?.args ?? {}) as { parts?: Part[] };
  const ofEvents = events.reduce((chars, event) => chars + charsOfEvent(event), 0);
  return parts.reduce((chars, part) => chars + lengthOf(part), ofEvents);
}

/** Only what a model says is long. */
function charsOfEvent(event: EventBody): number {
  const isPiece = 'text' in event || event.type === 'tool-call-delta' || event.type === 'sources-added';
  return isPiece ? addedLength(event) : 0;
}
