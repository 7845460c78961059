// The loop of an answer: piece by piece, at its pace, with what goes wrong at its place.
import type { ServerResponse } from 'node:http';
import { pause, type Clock } from './clock.ts';
import { badRequest, failureNamed, type Failure } from './failures.ts';
import type { RequestRecord, RequestState } from './inspect.ts';
import type { Gate } from './pace.ts';
import type { Piece, Pieces } from './pieces.ts';
import type { Scenario } from './scenario.ts';
import type { Sink } from './sink.ts';
import type { Usage } from './wire.ts';

export type Stage = {
  response: ServerResponse;
  sink: Sink;
  gate: Gate;
  clock: Clock;
  /** Aborted when the client hangs up. */
  signal: AbortSignal;
  record: RequestRecord;
  /** To be called when the record has become another. */
  changed: () => void;
};

export async function play(
  scenario: Scenario,
  pieces: Pieces,
  usage: Usage,
  stage: Stage,
): Promise<RequestState> {
  const { sink, gate, signal, record } = stage;
  let step = pieces.next();
  await sink.open(step.done ? undefined : step.value, signal);
  if (scenario.firstTokenMs > 0) await wait(scenario.firstTokenMs, scenario, stage);
  for (;;) {
    if (isFault(scenario, record.tokensSent)) {
      const ended = await meetFault(scenario, stage);
      if (ended) return ended;
    }
    const permitted = gate.next(signal);
    if (permitted) await permitted;
    signal.throwIfAborted();
    if (step.done) break;
    if (isCommented(scenario, record.tokensSent)) await sink.comment(signal);
    const drained = sink.piece(step.value, signal);
    if (drained) await drained;
    count(step.value, usage, record);
    stage.changed();
    step = pieces.next();
  }
  await sink.end(step.value, usage, signal);
  return 'complete';
}

/** The refusal that a scenario asks for instead of an answer. */
export function failureOf({ error, status, code, message }: Scenario): Failure | undefined {
  if (error === undefined && status === undefined && code === undefined) return undefined;
  const failure = error ? failureNamed(error) : badRequest(`Status ${status ?? 400}.`);
  return {
    status: status ?? failure.status,
    code: code ?? failure.code,
    type: code ?? failure.type,
    message: message ?? failure.message,
  };
}

/** The same scenario with nothing going wrong. */
export function withoutFaults(scenario: Scenario): Scenario {
  const { error, status, code, stallAfter, cutAfter, errorAfter, ...rest } = scenario;
  return rest;
}

function count(piece: Piece, usage: Usage, record: RequestRecord): void {
  record.tokensSent += 1;
  usage.completionTokens += 1;
  if (piece.kind === 'reasoning') usage.reasoningTokens += 1;
}

function isFault({ stallAfter, cutAfter, errorAfter }: Scenario, sent: number): boolean {
  return sent === stallAfter || sent === cutAfter || sent === errorAfter;
}

function isCommented({ commentEvery }: Scenario, sent: number): boolean {
  return commentEvery > 0 && sent % commentEvery === 0;
}

async function meetFault(scenario: Scenario, stage: Stage): Promise<RequestState | undefined> {
  const sent = stage.record.tokensSent;
  if (sent === scenario.stallAfter) await wait(scenario.stallMs, scenario, stage);
  await stage.sink.flush();
  if (sent === scenario.cutAfter) return cut(scenario, stage);
  if (sent !== scenario.errorAfter) return undefined;
  stage.sink.fail(failureOf(scenario) ?? failureNamed('internal_error'));
  return 'failed';
}

function cut(scenario: Scenario, { response, sink }: Stage): RequestState {
  if (scenario.cut === 'mid-character') sink.cutInsideCharacter();
  else if (scenario.cut === 'end') response.end();
  else if (scenario.cut === 'reset') response.socket?.resetAndDestroy();
  else response.socket?.destroy();
  return 'cut';
}

async function wait(durationMs: number, { pingMs }: Scenario, { clock, sink, signal }: Stage): Promise<void> {
  await sink.flush();
  let left = durationMs;
  while (pingMs > 0 && left > pingMs) {
    await pause(clock, pingMs, signal);
    await sink.comment(signal);
    await sink.flush();
    left -= pingMs;
  }
  await pause(clock, left, signal);
}
