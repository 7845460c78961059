import type { AnswerError } from '../../protocol/errors.ts';
import { contentPieces, reasoningOf } from './content.ts';
import { DeltaBatch } from './delta-batch.ts';
import type { AnswerFacts, Speech, Usage } from './delta.ts';
import { failureOfFinish, failureOfReply, ourFailure, type Origin } from './failure.ts';
import type { Limits } from './limits.ts';
import { choicesOfNative } from './native.ts';
import { FoundSources } from './sources.ts';
import { alwaysThinks, ThinkTags } from './think-tags.ts';
import { ToolCalls } from './tool-calls.ts';
import { readUsage } from './usage.ts';
import { asArray, asNumber, asObject, asText, type Wire } from './wire.ts';

/**
 * Takes the JSON objects of one answer, in order, and knows what they add up to. Tolerant of every dialect: a field that is absent, null or
 * empty says nothing, and what said something before stays.
 */
export class AnswerReader {
  readonly batch = new DeltaBatch();
  finishReason: string | null = null;
  error: AnswerError | null = null;
  bodyId: string | null = null;

  readonly #origin: Origin;
  readonly #limits: Limits;
  readonly #toolCalls = new ToolCalls();
  #tags: ThinkTags | null = null;
  #usage: Usage | null = null;
  readonly #sources = new FoundSources();
  #speech: Speech | null = null;
  #bytes = 0;

  constructor(origin: Origin, limits: Limits) {
    this.#origin = origin;
    this.#limits = limits;
  }

  /** `named` is the event's name, where the server gives one: an `error` is an error whatever it looks like. */
  read(chunk: Wire, named?: string): void {
    if (this.error) return;
    this.bodyId = asText(chunk.request_id) ?? this.bodyId ?? asText(chunk.id);
    const choice = firstChoice(chunk);
    this.#usage = readUsage(chunk.usage) ?? readUsage(choice?.usage) ?? this.#usage;
    if (choice) this.#readChoice(choice, chunk);
    if (named === 'error' || isError(chunk)) this.fail(failureOfReply(this.#origin, 200, chunk));
    else if (choice?.error) this.fail(failureOfReply(this.#origin, 200, choice));
  }

  /** The text of a chunk that is otherwise like one that was read, whose model is known by now. */
  readText(text: string): void {
    if (this.error) return;
    this.#addText(text, {});
  }

  fail(error: AnswerError): void {
    this.error ??= error;
  }

  /** Nothing more will come: what was held back for a tag that never closed is let go, if the answer is whole. */
  finish(): void {
    if (this.error) return;
    this.#tags?.end(this.finishReason, this.batch.add);
    this.error = this.finishReason === null ? null : failureOfFinish(this.finishReason);
  }

  facts(): Omit<AnswerFacts, 'requestId'> {
    return {
      usage: this.#usage,
      toolCalls: this.#toolCalls.all(),
      speech: this.#speech,
    };
  }

  #readChoice(choice: Wire, chunk: Wire): void {
    // A `message` repeats the whole answer; it counts only where nothing came before it.
    const delta = asObject(choice.delta) ?? (this.#bytes === 0 ? asObject(choice.message) : null);
    if (delta) this.#readDelta(delta, chunk);
    this.#addSources(chunk, delta);
    const finish = asText(choice.finish_reason);
    if (finish !== null && finish !== 'null') this.finishReason = finish;
  }

  #readDelta(delta: Wire, chunk: Wire): void {
    const reasoning = reasoningOf(delta);
    if (reasoning !== '') this.#addReasoning(reasoning);
    const content = delta.content ?? delta.refusal;
    if (typeof content === 'string') this.#addText(content, chunk);
    else if (content) this.#addParts(content, chunk);
    if (delta.tool_calls || delta.function_call) this.#addToolCalls(delta);
    if (delta.audio) this.#addSpeech(asObject(delta.audio));
  }

  #addReasoning(reasoning: string): void {
    if (!this.#fits(reasoning)) return;
    this.#splitter('').settle(this.batch.add);
    this.batch.add('reasoning', reasoning);
  }

  #addText(text: string, chunk: Wire): void {
    if (text === '' || !this.#fits(text)) return;
    this.#splitter(asText(chunk.model) ?? this.#origin.model ?? '').push(text, this.batch.add);
  }

  #addParts(content: unknown, chunk: Wire): void {
    for (const { type, text } of contentPieces(content)) {
      if (type === 'text') this.#addText(text, chunk);
      else this.#addReasoning(text);
    }
  }

  #addToolCalls(delta: Wire): void {
    for (const piece of delta.tool_calls ? asArray(delta.tool_calls) : [delta.function_call]) {
      const toolCall = this.#toolCalls.push(piece);
      if (!toolCall || !this.#fits(JSON.stringify(toolCall))) return;
      this.batch.addToolCall(toolCall);
    }
  }

  #addSources(chunk: Wire, delta: Wire | null): void {
    const found = this.#sources.take(chunk, delta);
    if (found.length > 0 && this.#fits(JSON.stringify(found))) this.batch.addSources(found);
  }

  #addSpeech(audio: Wire | null): void {
    const transcript = asText(audio?.transcript) ?? '';
    if (!this.#fits(transcript)) return;
    this.#speech ??= { transcript: '', bytes: 0 };
    this.#speech.transcript += transcript;
    this.#speech.bytes += Buffer.byteLength(asText(audio?.data) ?? '', 'base64');
  }

  #splitter(model: string): ThinkTags {
    this.#tags ??= new ThinkTags(alwaysThinks(model));
    return this.#tags;
  }

  #fits(text: string): boolean {
    this.#bytes += Buffer.byteLength(text);
    if (this.#bytes <= this.#limits.answer) return true;
    this.fail(ourFailure('answer_too_long'));
    return false;
  }
}

function firstChoice(chunk: Wire): Wire | null {
  const output = asObject(chunk.output);
  const choices = output ? choicesOfNative(output) : asArray(chunk.choices);
  for (const value of choices) {
    const choice = asObject(value);
    if (choice && (asNumber(choice.index) ?? 0) === 0) return choice;
  }
  return null;
}

/** Nested, flat, or native: an error in place of a chunk, whatever the status was. */
function isError(chunk: Wire): boolean {
  if (chunk.error) return true;
  if (chunk.choices !== undefined || chunk.output !== undefined) return false;
  return chunk.object === 'error' || asText(chunk.message ?? chunk.detail ?? chunk.msg) !== null;
}
