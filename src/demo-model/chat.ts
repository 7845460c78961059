// One call of /chat/completions, from its bytes to its end.
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pause, type Clock } from './clock.ts';
import { badRequest, failureNamed, sendFailure, type Failure } from './failures.ts';
import type { RequestLog, RequestRecord, RequestState } from './inspect.ts';
import { isObject, parseJson } from './json.ts';
import { chooseScenario } from './choose.ts';
import { Pace, type Gate } from './pace.ts';
import { answerPieces } from './pieces.ts';
import { failureOf, play, withoutFaults } from './play.ts';
import { BodyTooLarge, chatRequest, prefixOf, readBody, type ChatRequest } from './request.ts';
import { refusalOf } from './rules.ts';
import { ScriptError, type Scenario } from './scenario.ts';
import { StreamSink, WholeSink, type Sink } from './sink.ts';
import type { Steps } from './steps.ts';
import { countTokens } from './tokens.ts';
import { newEnvelope } from './wire.ts';

export type Parts = {
  clock: Clock;
  /** Further names that the demo answers to. */
  aliases: readonly string[];
  log: RequestLog | undefined;
  steps: Steps;
  attempts: Attempts;
};

/** How often the same question was put, whatever of its answer is already there. */
export class Attempts {
  #counts = new Map<string, number>();

  count(request: ChatRequest): number {
    const asked = prefixOf(request) === undefined ? request.messages : request.messages.slice(0, -1);
    const key = createHash('sha256')
      .update(JSON.stringify([request.model, asked]))
      .digest('base64');
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.delete(key);
    this.#counts.set(key, count);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > 1000 && oldest !== undefined) this.#counts.delete(oldest);
    return count;
  }
}

export async function answerChat(
  incoming: IncomingMessage,
  response: ServerResponse,
  parts: Parts,
): Promise<void> {
  const signal = hangUp(response);
  const record = newRecord(incoming, parts.clock);
  try {
    record.state = await answer(incoming, response, { parts, record, signal });
  } catch (error) {
    if (!signal.aborted && incoming.complete) throw error;
    record.state = 'closed-by-client';
  } finally {
    record.endedAt = parts.clock.now();
    parts.log?.changed();
  }
}

type Call = { parts: Parts; record: RequestRecord; signal: AbortSignal };

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  call: Call,
): Promise<RequestState> {
  const request = await receive(incoming, call);
  if ('status' in request) return refuse(response, request);
  const scenario = scenarioOf(request, call.parts);
  if ('message' in scenario && 'type' in scenario) return refuse(response, scenario);
  return perform(scenario, request, response, call);
}

async function receive(incoming: IncomingMessage, { parts, record }: Call): Promise<ChatRequest | Failure> {
  try {
    const bytes = await readBody(incoming);
    const body = parseJson(bytes.toString());
    record.bodyBytes = bytes.length;
    if (!isObject(body)) return badRequest('The request body is not a JSON object.');
    const request = chatRequest(body);
    Object.assign(record, { body, model: request.model });
    return request;
  } catch (error) {
    if (error instanceof BodyTooLarge) return failureNamed('too_large');
    throw error;
  } finally {
    parts.log?.add(record);
  }
}

function scenarioOf(request: ChatRequest, { aliases, attempts }: Parts): Scenario | Failure {
  try {
    const scenario = chooseScenario(request, aliases);
    if (!scenario) return unknownModel(request.model);
    if (scenario.failTimes === Infinity) return scenario;
    return attempts.count(request) > scenario.failTimes ? withoutFaults(scenario) : scenario;
  } catch (error) {
    if (error instanceof ScriptError) return badRequest(error.message);
    throw error;
  }
}

async function perform(
  scenario: Scenario,
  request: ChatRequest,
  response: ServerResponse,
  call: Call,
): Promise<RequestState> {
  const { parts, record, signal } = call;
  const promptTokens = request.messages.reduce((sum, { text }) => sum + 4 + countTokens(text), 3);
  await pause(parts.clock, scenario.delayMs, signal);
  const failure =
    refusalOf(request, scenario, promptTokens) ??
    (scenario.errorAfter === undefined ? failureOf(scenario) : undefined);
  if (failure) return refuse(response, failure, scenario);
  const gate = gateOf(scenario, call);
  const thinking = scenario.thinking !== 0 && request.enableThinking !== false;
  const usage = { promptTokens, completionTokens: 0, reasoningTokens: 0, thinking };
  try {
    const stage = {
      response,
      sink: sinkOf(scenario, request, response, parts.clock, thinking),
      gate,
      clock: parts.clock,
      signal,
      record,
    };
    return await play(scenario, answerPieces(scenario, request), usage, stage);
  } finally {
    gate.end();
  }
}

function sinkOf(
  scenario: Scenario,
  request: ChatRequest,
  response: ServerResponse,
  clock: Clock,
  thinking: boolean,
): Sink {
  const envelope = newEnvelope(request.model, clock.now());
  if (!request.stream) return new WholeSink(response, scenario, envelope);
  return new StreamSink(response, scenario, { envelope, includeUsage: request.includeUsage, thinking });
}

function gateOf(scenario: Scenario, { parts, record }: Call): Gate {
  if (!scenario.stepped) return new Pace(parts.clock, scenario.rate);
  record.key = scenario.key ?? record.id;
  parts.log?.changed();
  return parts.steps.gate(record.key);
}

function refuse(response: ServerResponse, failure: Failure, scenario?: Scenario): RequestState {
  sendFailure(
    response,
    failure,
    scenario && { style: scenario.body, retryAfterSeconds: scenario.retryAfterSeconds },
  );
  return 'refused';
}

function unknownModel(model: string): Failure {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return { ...failureNamed('model_not_found'), message };
}

function newRecord({ headers }: IncomingMessage, clock: Clock): RequestRecord {
  return {
    id: randomUUID(),
    receivedAt: clock.now(),
    state: 'running',
    model: '',
    headers,
    bodyBytes: 0,
    tokensSent: 0,
  };
}

/** Aborted when the line closes before the answer is over. */
function hangUp(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) controller.abort();
  });
  return controller.signal;
}
