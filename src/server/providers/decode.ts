import { createParser, type EventSourceMessage, type EventSourceParser } from 'eventsource-parser';
import type { AnswerError } from '../../protocol/errors.ts';
import { AnswerReader } from './answer-reader.ts';
import type { ChatEnd, Delta } from './delta.ts';
import { plainMessage } from './error-body.ts';
import { failureOfReply, ourFailure, type Origin } from './failure.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { Molds } from './mold.ts';
import { RecentText } from './recent-text.ts';
import { presentable } from './redact.ts';
import { requestIdOf, type ReplyHead } from './reply-head.ts';
import { asArray, asObject, parseJson, type Wire } from './wire.ts';

type Form = 'undecided' | 'events' | 'json' | 'page' | 'refusal';

export type Decoded = { deltas: Delta[]; end: Exclude<ChatEnd, { outcome: 'aborted' }> };

/**
 * From the bytes of a reply to an answer: pure, incremental, and the same however the bytes are cut.
 *
 * What a reply is shows in its first character, not in its content type, which proxies and servers get wrong: `{` is a whole completion (or
 * an error) in place of a stream, `<` a page of something in between, everything else events. A refusal (status other than 2xx) is kept and
 * read when it is whole. Finished means that a finish reason was seen; `[DONE]` is a hint, and the end of the bytes without it a cut.
 */
export class ChatDecoder {
  readonly #head: ReplyHead;
  readonly #origin: Origin;
  readonly #limits: Limits;
  readonly #reader: AnswerReader;
  readonly #parser: EventSourceParser;
  readonly #bytes = new TextDecoder();
  readonly #recent = new RecentText();
  readonly #molds = new Molds();
  #form: Form;
  #kept = '';
  #doneSeen = false;
  #ending = false;
  #eventSeen = false;

  constructor(
    head: ReplyHead,
    origin: Origin = { kind: 'compatible', apiKey: null },
    limits: Limits = defaultLimits,
  ) {
    this.#head = head;
    this.#origin = origin;
    this.#limits = limits;
    this.#reader = new AnswerReader(origin, limits);
    this.#form = head.status >= 200 && head.status < 300 ? 'undecided' : 'refusal';
    this.#parser = createParser({
      onEvent: (event) => this.#readEvent(event),
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') this.#refuse('a line is too long');
      },
      maxBufferSize: limits.line,
    });
  }

  /** Nothing that may still come would change the answer: whoever reads can stop. */
  get settled(): boolean {
    return this.#reader.error !== null || this.done;
  }

  /** A `[DONE]` after the finish reason. */
  get done(): boolean {
    return this.#doneSeen && this.finished;
  }

  /** A finish reason was seen: at most the usage is still to come. */
  get finished(): boolean {
    return this.#reader.finishReason !== null;
  }

  push(bytes: Uint8Array): Delta[] {
    if (this.settled) return [];
    this.#take(this.#bytes.decode(bytes, { stream: true }));
    return this.#reader.batch.take();
  }

  /** The bytes have ended: by themselves, or for the reason given. An incomplete character at their end is nobody's. */
  end(reason?: AnswerError): Decoded {
    this.#ending = true;
    if (!this.settled) this.#readRest();
    this.#reader.finish();
    if (!this.finished) this.#reader.fail(reason ?? this.#cut());
    return { deltas: this.#reader.batch.take(), end: this.#result() };
  }

  #take(text: string): void {
    if (this.#form === 'undecided') this.#decide(text);
    else if (this.#form === 'events') this.#feed(text);
    else this.#keep(text);
  }

  #decide(text: string): void {
    const start = text.trimStart();
    if (start === '') return;
    this.#form = formOf(start);
    this.#take(start);
  }

  #feed(text: string): void {
    this.#recent.push(text);
    this.#parser.feed(text);
  }

  #keep(text: string): void {
    const most = this.#form === 'json' ? this.#limits.answer : this.#limits.errorBody;
    const room = most - this.#kept.length;
    this.#kept += text.slice(0, room);
    if (text.length <= room) return;
    if (this.#form === 'json') this.#refuse('the reply is too long');
    else this.#readRest();
  }

  #readEvent({ data, event }: EventSourceMessage): void {
    if (this.settled) return;
    this.#eventSeen = true;
    if (data.length > this.#limits.line) return this.#refuse('a line is too long');
    const text = event === undefined ? this.#molds.textIn(data) : null;
    if (text === null) this.#parseEvent(data, event);
    else this.#reader.readText(text);
  }

  #parseEvent(data: string, event: string | undefined): void {
    const json = parseJson(data);
    const chunk = asObject(json);
    if (chunk) this.#readChunk(data, chunk, event);
    else if (event === 'error') this.#reader.fail(failureOfReply(this.#origin, 200, data));
    else if (data.trim() === '[DONE]') this.#doneSeen = true;
    else if (json === undefined && data.trimStart().startsWith('{')) this.#readBrokenEvent(data);
  }

  #readChunk(data: string, chunk: Wire, event: string | undefined): void {
    this.#reader.read(chunk, event);
    if (event === undefined && this.#reader.error === null) this.#molds.learn(data, chunk);
  }

  /** Broken in the middle, words are missing that nobody would notice; broken at the end, it is a cut. */
  #readBrokenEvent(data: string): void {
    if (!this.#ending) this.#refuse(`an event is not JSON: ${data.slice(0, 200)}`);
  }

  #readRest(): void {
    if (this.#form === 'events') this.#parser.feed('\n\n');
    else if (this.#form === 'json') this.#readWhole();
    else if (this.#form === 'page') this.#reader.fail(this.#unreadable(this.#kept));
    else if (this.#form === 'refusal') this.#reader.fail(this.#refusal());
  }

  /** A whole completion in place of a stream; or chunks a line each, without their framing. */
  #readWhole(): void {
    const whole = asObject(parseJson(this.#kept)) ?? asObject(asArray(parseJson(this.#kept))[0]);
    const chunks = whole ? [whole] : chunksOfLines(this.#kept);
    for (const chunk of chunks) this.#reader.read(chunk);
    this.#eventSeen = chunks.some((chunk) => chunk.choices !== undefined || chunk.output !== undefined);
  }

  #refusal(): AnswerError {
    const { status, headers } = this.#head;
    const redirected = status < 400 && headers?.location ? `redirected to ${String(headers.location)}` : null;
    return failureOfReply(this.#origin, status, redirected ?? this.#kept);
  }

  #refuse(detail: string): void {
    this.#reader.fail(ourFailure('upstream_unreadable', { detail }));
  }

  /** A page or a line of text where an answer should be: the address is wrong, or something in between answered. */
  #unreadable(text: string): AnswerError {
    const detail = presentable(plainMessage(text) ?? '', this.#origin.apiKey);
    return ourFailure('upstream_unreadable', { detail, httpStatus: this.#head.status, retryable: false });
  }

  /** No finish reason. Some servers put the cause in the last line, without the framing (llama.cpp: `error: {…}`). */
  #cut(): AnswerError {
    const last = this.#form === 'json' ? this.#kept : this.#recent.lastLine();
    const cause = asObject(parseJson(last.replace(/^(error|data):/, '')));
    if (this.#form === 'events' && cause?.choices === undefined && (cause?.error ?? cause?.message)) {
      return failureOfReply(this.#origin, 200, cause);
    }
    const isAnswer = this.#eventSeen || last === '' || startsLikeAnswer(last);
    return isAnswer ? ourFailure('upstream_cut') : this.#unreadable(last);
  }

  #result(): Decoded['end'] {
    const { error, finishReason, bodyId } = this.#reader;
    const requestId = requestIdOf(this.#head) ?? error?.requestId ?? bodyId;
    const facts = { ...this.#reader.facts(), requestId };
    if (error === null) return { outcome: 'complete', finishReason: finishReason ?? '', ...facts };
    const known = requestId === null ? error : { ...error, requestId };
    return { outcome: 'failed', error: known, finishReason, ...facts };
  }
}

function formOf(start: string): Form {
  if (start.startsWith('{') || start.startsWith('[')) return 'json';
  return start.startsWith('<') ? 'page' : 'events';
}

function chunksOfLines(text: string): Wire[] {
  const lines = text.split(/[\r\n]+/);
  return lines.map((line) => asObject(parseJson(line))).filter((chunk) => chunk !== null);
}

function startsLikeAnswer(line: string): boolean {
  return /^(data|event|id|retry)?:|^[{[]/.test(line) && asObject(parseJson(line)) === null;
}
