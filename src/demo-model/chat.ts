// One call of /chat/completions, from its bytes to its end.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Attempts } from './attempts.ts';
import { chooseScenario } from './choose.ts';
import { pause, type Clock } from './clock.ts';
import { badRequest, Refused, sendFailure } from './failures.ts';
import type { RequestLog, RequestRecord, RequestState } from './inspect.ts';
import { isObject, parseJson } from './json.ts';
import { Pace, type Gate } from './pace.ts';
import { answerPieces } from './pieces.ts';
import { failureOf, play, withoutFaults } from './play.ts';
import { compatibleBody, NativeFrames } from './native.ts';
import { chatRequest, isSearched, readBody, type ChatRequest } from './request.ts';
import { refusalOf } from './rules.ts';
import type { Scenario } from './scenario.ts';
import { StreamSink, WholeSink, type Sink } from './sink.ts';
import type { Steps } from './steps.ts';
import { countTokens } from './tokens.ts';
import { Frames, newEnvelope } from './wire.ts';

export type Parts = {
  clock: Clock;
  /** Further names that the demo answers to. */
  aliases: readonly string[];
  log: RequestLog | undefined;
  steps: Steps;
  attempts: Attempts;
};

type Call = {
  response: ServerResponse;
  parts: Parts;
  record: RequestRecord;
  signal: AbortSignal;
  native: boolean;
};

export async function answerChat(
  incoming: IncomingMessage,
  response: ServerResponse,
  parts: Parts,
  native = false,
): Promise<void> {
  const signal = hangUp(response);
  const record = newRecord(incoming, parts.clock);
  try {
    record.state = await answer(incoming, { response, parts, record, signal, native });
  } catch (error) {
    if (!signal.aborted && incoming.complete) throw error;
    record.state = 'closed-by-client';
  } finally {
    record.endedAt = parts.clock.now();
    parts.log?.changed();
  }
}

async function answer(incoming: IncomingMessage, call: Call): Promise<RequestState> {
  try {
    const request = await receive(incoming, call);
    const scenario = attempted(request, chooseScenario(request, call.parts.aliases), call.parts.attempts);
    return await perform(scenario, request, call);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    sendFailure(call.response, error.failure, call.native ? { style: 'native' } : {});
    return 'refused';
  }
}

async function receive(incoming: IncomingMessage, { parts, record, native }: Call): Promise<ChatRequest> {
  try {
    const bytes = await readBody(incoming);
    record.bodyBytes = bytes.length;
    const body = parseJson(bytes.toString());
    if (!isObject(body)) throw new Refused(badRequest('The request body is not a JSON object.'));
    const request = chatRequest(native ? compatibleBody(body, incoming.headers) : body, native);
    Object.assign(record, { body, model: request.model });
    return request;
  } finally {
    parts.log?.add(record);
  }
}

function attempted(request: ChatRequest, scenario: Scenario, attempts: Attempts): Scenario {
  if (scenario.failTimes === Infinity) return scenario;
  return attempts.count(request) > scenario.failTimes ? withoutFaults(scenario) : scenario;
}

async function perform(scenario: Scenario, request: ChatRequest, call: Call): Promise<RequestState> {
  const { response, parts, signal } = call;
  const promptTokens = request.messages.reduce((sum, { text }) => sum + 4 + countTokens(text), 3);
  await pause(parts.clock, scenario.delayMs, signal);
  const failure = refusalOf(request, scenario, promptTokens) ?? failureInstead(scenario);
  if (failure) {
    sendFailure(response, failure, {
      style: call.native ? 'native' : scenario.body,
      retryAfterSeconds: scenario.retryAfterSeconds,
    });
    return 'refused';
  }
  const thinking = scenario.thinking !== 0 && request.enableThinking !== false;
  const usage = { promptTokens, completionTokens: 0, reasoningTokens: 0, thinking };
  const gate = gateOf(scenario, call);
  const sink = sinkOf(scenario, request, call, { thinking, promptTokens });
  const stage = { ...call, sink, gate, clock: parts.clock, changed: () => parts.log?.changed() };
  return play(scenario, answerPieces(scenario, request), usage, stage).finally(() => gate.end());
}

function failureInstead(scenario: Scenario): ReturnType<typeof failureOf> {
  return scenario.errorAfter === undefined ? failureOf(scenario) : undefined;
}

function sinkOf(
  scenario: Scenario,
  request: ChatRequest,
  call: Call,
  { thinking, promptTokens }: { thinking: boolean; promptTokens: number },
): Sink {
  const envelope = newEnvelope(request.model, call.parts.clock.now());
  if (!request.stream) return new WholeSink(call.response, scenario, envelope);
  const { reasoningField } = scenario;
  const frames = request.native
    ? new NativeFrames({ promptTokens, thinking, found: isSearched(request) ? scenario.sources : null })
    : new Frames(envelope, thinking && reasoningField !== 'tags' ? reasoningField : undefined);
  return new StreamSink(call.response, scenario, { frames, includeUsage: request.includeUsage });
}

function gateOf(scenario: Scenario, { parts, record }: Call): Gate {
  if (!scenario.stepped) return new Pace(parts.clock, scenario.rate);
  record.key = scenario.key ?? record.id;
  parts.log?.changed();
  return parts.steps.gate(record.key);
}

function newRecord({ headers }: IncomingMessage, clock: Clock): RequestRecord {
  const receivedAt = clock.now();
  return { id: randomUUID(), receivedAt, state: 'running', model: '', headers, bodyBytes: 0, tokensSent: 0 };
}

/** Aborted when the line closes before the answer is over. */
function hangUp(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) controller.abort();
  });
  return controller.signal;
}
