// From a scenario to the pieces of its answer, each of which is sent as one chunk.
import { prefixOf, type ChatRequest } from './request.ts';
import type { Scenario, Source, ToolCall } from './scenario.ts';
import { tokenize } from './tokens.ts';

export type Piece =
  | { kind: 'reasoning' | 'content'; text: string }
  | { kind: 'tool-start'; index: number; id: string; name: string }
  | { kind: 'tool-arguments'; index: number; text: string }
  | { kind: 'tool-end'; index: number }
  | { kind: 'source'; source: Source };

/** The pieces in order; what is returned at the end is the finish reason. */
export type Pieces = Generator<Piece, string | null>;

const TOOL_PIECE_LENGTH = 8;

export function* answerPieces(scenario: Scenario, request: ChatRequest): Pieces {
  let left = request.maxCompletionTokens;
  for (const piece of thinkingPieces(scenario, request)) {
    if (left-- <= 0) return 'length';
    yield piece;
  }
  if (scenario.sourcesFirst) yield* sourcePieces(scenario);
  left = Math.min(left, request.maxTokens);
  for (const text of contentPieces(scenario, request)) {
    if (left-- <= 0) return 'length';
    yield { kind: 'content', text };
  }
  if (!scenario.sourcesFirst) yield* sourcePieces(scenario);
  yield* toolPieces(scenario.toolCalls);
  if (scenario.finish !== undefined) return scenario.finish;
  return scenario.toolCalls.length > 0 ? 'tool_calls' : 'stop';
}

function* thinkingPieces(scenario: Scenario, request: ChatRequest): Generator<Piece, void> {
  const { thinking, reasoningField } = scenario;
  if (request.enableThinking === false || thinking === 0 || thinking === '') return;
  const tagged = reasoningField === 'tags';
  if (tagged) for (const text of ['<th', 'ink>\n']) yield { kind: 'content', text };
  const texts = typeof thinking === 'number' ? numbered('r', thinking) : tokenize(thinking);
  for (const text of texts) yield { kind: tagged ? 'content' : 'reasoning', text };
  if (tagged) for (const text of ['\n</', 'think>', '\n\n']) yield { kind: 'content', text };
}

function* contentPieces(scenario: Scenario, request: ChatRequest): Generator<string, void> {
  const prefix = scenario.partial === 'repeat' ? undefined : prefixOf(request);
  yield* after(prefix?.length ?? 0, wholeContent(scenario));
}

function wholeContent({ text, tokens, chunk, toolCalls }: Scenario): Iterable<string> {
  if (text !== undefined) return chunk > 0 ? inChunks(text, chunk) : tokenize(text);
  return toolCalls.length > 0 ? [] : numbered('t', tokens);
}

function* sourcePieces({ sources }: Scenario): Generator<Piece, void> {
  for (const source of sources) yield { kind: 'source', source };
}

function* numbered(letter: string, count: number): Generator<string, void> {
  for (let index = 0; index < count; index += 1) yield index === 0 ? `${letter}0` : ` ${letter}${index}`;
}

function* inChunks(text: string, size: number): Generator<string, void> {
  const characters = [...text];
  for (let at = 0; at < characters.length; at += size) yield characters.slice(at, at + size).join('');
}

/** The same pieces without the first `length` characters: what is left to say after a prefix. */
function* after(length: number, pieces: Iterable<string>): Generator<string, void> {
  let skip = length;
  for (const piece of pieces) {
    if (skip < piece.length) yield piece.slice(skip);
    skip = Math.max(0, skip - piece.length);
  }
}

function* toolPieces(calls: ToolCall[]): Generator<Piece, void> {
  for (const [index, call] of calls.entries()) {
    const id = call.id ?? `call_${String(index).padStart(24, '0')}`;
    yield { kind: 'tool-start', index, id, name: call.name };
    for (const text of inChunks(call.arguments, TOOL_PIECE_LENGTH))
      yield { kind: 'tool-arguments', index, text };
  }
  if (calls.length > 0) yield { kind: 'tool-end', index: calls.length - 1 };
}
