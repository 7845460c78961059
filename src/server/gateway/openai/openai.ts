import type { IncomingMessage, ServerResponse } from 'node:http';
import { completionOf } from '../../../protocol/completion.ts';
import { type AnswerError, ApiError } from '../../../protocol/errors.ts';
import { isLive, type Message } from '../../../protocol/messages.ts';
import { readJson } from '../../body.ts';
import type { AnswerLimits } from '../../config.ts';
import { apiErrorOf } from '../../errors.ts';
import { recordUsage } from '../../generation/record-usage.ts';
import type { Journal } from '../../journal/journal.ts';
import { watchAnswer } from '../../journal/watch-answer.ts';
import type { Logger } from '../../logger.ts';
import { isOnlyInPieces } from '../../providers/learn.ts';
import { quirksOf } from '../../providers/quirks/quirks-of.ts';
import type { ProviderRegistry, ResolvedModel } from '../../providers/registry.ts';
import { defaultTimeouts, type Timeouts } from '../../providers/timeouts.ts';
import type { NodeRoute, Visit } from '../../visit.ts';
import { allowOrigin, answerPreflight } from '../cors.ts';
import { drained } from '../drained.ts';
import { ChunkWriter } from './chunks.ts';
import { expectedIn } from './expected.ts';
import { openAiError, type Refusal, refusalOf, sendJson, sendRefusal } from './failure.ts';
import { forward, type Forwarding } from './forward.ts';
import { gather, isGatherable } from './gather.ts';
import { modelList, modelNamed, resolveNamed } from './models.ts';
import { type AskedChat, readAsked, readAskedChat } from './request.ts';
import { askStored, storedPlace, type StoredParts, type StoredPlace } from './stored.ts';

export interface OpenAiParts extends StoredParts {
  journal: Journal;
  models: ProviderRegistry;
  limits: Pick<AnswerLimits, 'connectMs' | 'firstTokenMs' | 'gapMs'>;
  logger: Logger;
}

type Handler = (incoming: IncomingMessage, outgoing: ServerResponse, visit: Visit) => Promise<void>;

/** Images travel within the body, as base64. */
const bodyLimits = { bytes: 64 * 1024 * 1024, depth: 64, items: 1_000_000, verbatim: true };

const heartbeatMs = 15_000;

/** OpenAI's API in front of every model that is configured: any of its clients works with only its base URL changed. */
export function openAiRoutes(parts: OpenAiParts): NodeRoute[] {
  const gateway = new OpenAiGateway(parts);
  const route = (path: string, method: 'GET' | 'POST', handle: Handler): NodeRoute => ({
    path,
    handle: (incoming, outgoing, visit) => gateway.answer(method, handle, incoming, outgoing, visit),
  });
  return [
    route('/v1/models', 'GET', gateway.listModels),
    route('/v1/models/:name+', 'GET', gateway.showModel),
    route('/v1/chat/completions', 'POST', gateway.chat),
    route('/v1/embeddings', 'POST', gateway.embed),
  ];
}

class OpenAiGateway {
  readonly #parts: OpenAiParts;
  readonly #timeouts: Timeouts;

  constructor(parts: OpenAiParts) {
    this.#parts = parts;
    const { connectMs, firstTokenMs: firstByteMs, gapMs } = parts.limits;
    this.#timeouts = { ...defaultTimeouts, connectMs, firstByteMs, gapMs };
  }

  /** Every failure before the first byte is a reply of OpenAI's shape; after it, the handlers tell of it themselves. */
  async answer(
    method: 'GET' | 'POST',
    handle: Handler,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    visit: Visit,
  ): Promise<void> {
    allowOrigin(outgoing, visit);
    if (incoming.method === 'OPTIONS') return answerPreflight(incoming, outgoing, [method, 'OPTIONS']);
    try {
      if (incoming.method !== method) throw new ApiError('method_not_allowed');
      await handle(incoming, outgoing, visit);
    } catch (error) {
      if (outgoing.headersSent || visit.signal.aborted) throw error;
      const { logger } = this.#parts;
      sendRefusal(
        outgoing,
        refusalOf(apiErrorOf(error, logger, visit.trace.requestId)),
        visit.trace.language,
      );
    }
  }

  listModels: Handler = async (_incoming, outgoing, { user, signal }) => {
    sendJson(outgoing, 200, modelList(await this.#parts.models.list(user, { refresh: false, signal })));
  };

  showModel: Handler = async (_incoming, outgoing, { user, signal, params }) => {
    const name = decoded(params['name'] ?? '');
    const reply = await this.#parts.models.list(user, { refresh: false, signal });
    sendJson(outgoing, 200, modelNamed(reply, name));
  };

  chat: Handler = async (incoming, outgoing, visit) => {
    const asked = readAskedChat(await readJson(incoming, bodyLimits));
    const place = storedPlace(incoming.headers);
    if (place) return this.#chatStored(asked, place, outgoing, visit);
    const resolved = await this.#resolve(asked.model, visit);
    const { provider, model } = resolved;
    const role = quirksOf(provider.kind).developerRole ?? 'system';
    const messages = asked.messages.map((message) =>
      message.role === 'developer' ? { ...message, role } : message,
    );
    const body = { ...asked, model, messages };
    await this.#forward(resolved, { path: 'chat/completions', body }, outgoing, visit);
  };

  embed: Handler = async (incoming, outgoing, visit) => {
    const asked = readAsked(await readJson(incoming, bodyLimits));
    const resolved = await this.#resolve(asked.model, visit);
    const body = { ...asked, model: resolved.model };
    await this.#forward(resolved, { path: 'embeddings', body }, outgoing, visit);
  };

  #resolve(name: string, { user, signal }: Visit): ReturnType<typeof resolveNamed> {
    return resolveNamed(this.#parts.models, user, name, signal);
  }

  async #forward(
    resolved: ResolvedModel,
    what: Pick<Forwarding, 'path' | 'body'>,
    outgoing: ServerResponse,
    { user, signal, trace }: Visit,
  ): Promise<void> {
    const { provider } = resolved;
    const { budgets } = this.#parts.generation;
    using _reserved = await budgets.reserve(user, resolved, () => expectedIn(what.body));
    const broken = (error: AnswerError): string => event(openAiError(error, trace.language));
    const forwarding = { provider, ...what, timeouts: this.#timeouts, signal };
    const isWhole = isGatherable(what);
    const streamsOnly = resolved.facts.streamOnly === true;
    let ended = await (isWhole && streamsOnly
      ? gather(forwarding, outgoing)
      : forward(forwarding, outgoing, broken));
    if (isWhole && ended.outcome === 'refused' && isOnlyInPieces(ended.refusal))
      ended = await gather(forwarding, outgoing);
    if (ended.outcome === 'refused') return sendRefusal(outgoing, ended.refusal, trace.language);
    const { usage, guessedOutput: completionTokens } = ended;
    // It was hung up on before it began: nobody knows whether that costs anything.
    if (ended.outcome === 'gone' && !usage && completionTokens === 0) return;
    const guessed = { promptTokens: expectedIn(what.body).promptTokens, completionTokens };
    const record = { user, conversationId: null, resolved, usage: usage ?? guessed, estimated: !usage };
    await recordUsage(record, this.#parts);
  }

  async #chatStored(
    asked: AskedChat,
    place: StoredPlace,
    outgoing: ServerResponse,
    visit: Visit,
  ): Promise<void> {
    const { provider, model } = await this.#resolve(asked.model, visit);
    const modelId = `${provider.id}/${model}`;
    const { id } = await askStored(this.#parts, visit.user, place, { ...asked, modelId });
    outgoing.setHeader('x-inkstone-conversation', place.conversationId);
    outgoing.setHeader('x-inkstone-message-id', place.messageId);
    outgoing.setHeader('x-inkstone-answer-id', id);
    const states = watchAnswer(this.#parts, visit.user, id, visit.signal);
    if (asked.stream) await streamAnswer(states, outgoing, asked, visit);
    else await sendAnswer(states, outgoing, visit);
  }
}

/** A name's slashes come as they are or encoded. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (cause) {
    throw new ApiError('invalid_request', 'the path is not encoded as it should be', { cause });
  }
}

async function sendAnswer(
  states: AsyncIterable<Message>,
  outgoing: ServerResponse,
  { signal, trace }: Visit,
): Promise<void> {
  let last: Message | undefined;
  for await (const answer of states) last = answer;
  if (signal.aborted || !last) return;
  const refusal = failureOf(last);
  if (refusal) sendRefusal(outgoing, refusal, trace.language);
  else sendJson(outgoing, 200, completionOf(last));
}

async function streamAnswer(
  states: AsyncIterable<Message>,
  outgoing: ServerResponse,
  asked: AskedChat,
  { trace }: Visit,
): Promise<void> {
  const { include_usage: includesUsage } = (asked.stream_options ?? {}) as { include_usage?: unknown };
  const chunks = new ChunkWriter(includesUsage === true);
  outgoing.writeHead(200, streamHeaders);
  const heartbeat = setInterval(() => outgoing.writableNeedDrain || outgoing.write(':\n\n'), heartbeatMs);
  try {
    for await (const answer of states) {
      outgoing.write(chunks.grown(answer).map(event).join(''));
      if (!isLive(answer)) outgoing.write(endOf(answer, chunks, trace.language));
      await drained(outgoing);
    }
  } finally {
    clearInterval(heartbeat);
    outgoing.end();
  }
}

function endOf(answer: Message, chunks: ChunkWriter, language: Parameters<typeof openAiError>[1]): string {
  const refusal = failureOf(answer);
  if (refusal) return event(openAiError(refusal, language));
  return `${chunks.ended(answer).map(event).join('')}data: [DONE]\n\n`;
}

/** Null: it has come to an end that is no failure. */
function failureOf({ status, error }: Message): Refusal | null {
  if (status === 'interrupted') return refusalOf(new ApiError('shutting_down'));
  return status === 'failed' ? (error ?? refusalOf(new ApiError('internal'))) : null;
}

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-store, no-transform',
  'x-accel-buffering': 'no',
};
