// The two ways an answer leaves: as a stream of chunks, or whole.
import type { ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { sendFailure, type Failure } from './failures.ts';
import type { Piece } from './pieces.ts';
import type { Scenario } from './scenario.ts';
import { annotationOf, completion, type Envelope, type Usage, type WholeAnswer } from './wire.ts';
import { EventWriter } from './writer.ts';

export interface Sink {
  open(first: Piece | undefined, signal: AbortSignal): Promise<void> | undefined;
  piece(piece: Piece, signal: AbortSignal): Promise<void> | undefined;
  comment(signal: AbortSignal): Promise<void> | undefined;
  /** All that was written so far is on its way. */
  flush(): Promise<void>;
  fail(failure: Failure): void;
  cutInsideCharacter(): void;
  end(finish: string | null, usage: Usage, signal: AbortSignal): Promise<void>;
}

const COMMENT = ': keep-alive\n\n';
const BYTE_ORDER_MARK = '\uFEFF';

/** How a stream's events are written. */
export interface EventFrames {
  first(): string;
  piece(piece: Piece): string;
  finish(reason: string, usage?: Usage): string;
  usage(usage: Usage): string;
  failure(failure: Failure): string;
  readonly done: string;
}

export class StreamSink implements Sink {
  #response: ServerResponse;
  #scenario: Scenario;
  #includeUsage: boolean;
  #frames: EventFrames;
  #writer: EventWriter;

  constructor(
    response: ServerResponse,
    scenario: Scenario,
    { frames, includeUsage }: { frames: EventFrames; includeUsage: boolean },
  ) {
    this.#response = response;
    this.#scenario = scenario;
    this.#includeUsage = includeUsage;
    this.#frames = frames;
    this.#writer = new EventWriter(response, {
      ...scenario,
      batched: scenario.rate === 0 && !scenario.stepped,
    });
  }

  open(first: Piece | undefined, signal: AbortSignal): Promise<void> | undefined {
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream;charset=UTF-8',
      'cache-control': 'no-cache',
      'x-request-id': randomUUID(),
    });
    const opening = first?.kind === 'tool-start' ? '' : this.#frames.first();
    this.#response.flushHeaders();
    return this.#writer.write((this.#scenario.bom ? BYTE_ORDER_MARK : '') + opening, signal);
  }

  piece(piece: Piece, signal: AbortSignal): Promise<void> | undefined {
    return this.#writer.write(this.#frames.piece(piece), signal);
  }

  comment(signal: AbortSignal): Promise<void> | undefined {
    return this.#writer.write(COMMENT, signal);
  }

  flush(): Promise<void> {
    return this.#writer.flush();
  }

  fail(failure: Failure): void {
    this.#response.end(this.#frames.failure(failure));
  }

  cutInsideCharacter(): void {
    const event = this.#frames.piece({ kind: 'content', text: '庙' });
    const upTo = Buffer.byteLength(event.slice(0, event.indexOf('庙'))) + 2;
    this.#response.end(Buffer.from(event).subarray(0, upTo));
  }

  async end(finish: string | null, usage: Usage, signal: AbortSignal): Promise<void> {
    for (const event of this.#ending(finish, usage)) await this.#writer.write(event, signal);
    await this.flush();
    this.#response.end();
  }

  *#ending(finish: string | null, usage: Usage): Generator<string, void> {
    const mode = this.#scenario.usage;
    if (finish !== null) yield this.#frames.finish(finish, mode === 'on-finish' ? usage : undefined);
    if (mode === 'always' || (mode === 'asked' && this.#includeUsage)) yield this.#frames.usage(usage);
    if (this.#scenario.done) yield this.#frames.done;
  }
}

export class WholeSink implements Sink {
  #response: ServerResponse;
  #scenario: Scenario;
  #envelope: Envelope;
  #content: string[] = [];
  #reasoning: string[] = [];
  #annotations: object[] = [];
  #calls: { id: string; name: string; pieces: string[] }[] = [];

  constructor(response: ServerResponse, scenario: Scenario, envelope: Envelope) {
    this.#response = response;
    this.#scenario = scenario;
    this.#envelope = envelope;
  }

  open(): undefined {}

  piece(piece: Piece): undefined {
    if (piece.kind === 'content') this.#content.push(piece.text);
    if (piece.kind === 'reasoning') this.#reasoning.push(piece.text);
    if (piece.kind === 'source') this.#annotations.push(annotationOf(piece.source));
    if (piece.kind === 'tool-start') this.#calls.push({ id: piece.id, name: piece.name, pieces: [] });
    if (piece.kind === 'tool-arguments') this.#calls.at(-1)?.pieces.push(piece.text);
  }

  comment(): undefined {}

  flush(): Promise<void> {
    return Promise.resolve();
  }

  fail(failure: Failure): void {
    sendFailure(this.#response, failure);
  }

  cutInsideCharacter(): void {
    const body = Buffer.from('{"choices":[{"message":{"content":"庙');
    this.#response.writeHead(200, { 'content-type': 'application/json' });
    this.#response.end(body.subarray(0, -1));
  }

  end(finish: string | null, usage: Usage): Promise<void> {
    const partial = finish === null ? { 'x-dashscope-partialresponse': 'true' } : {};
    this.#response.writeHead(200, {
      'content-type': 'application/json',
      'x-request-id': randomUUID(),
      ...partial,
    });
    const details = { finish, usage, reasoningField: this.#scenario.reasoningField };
    this.#response.end(JSON.stringify(completion(this.#envelope, this.#answer(), details)));
    return Promise.resolve();
  }

  #answer(): WholeAnswer {
    return {
      content: this.#content.join(''),
      reasoning: this.#reasoning.join(''),
      annotations: this.#annotations,
      toolCalls: this.#calls.map(({ id, name, pieces }, index) => ({
        index,
        id,
        type: 'function',
        function: { name, arguments: pieces.join('') },
      })),
    };
  }
}
