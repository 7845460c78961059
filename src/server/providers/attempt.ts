import { ChatDecoder } from './decode.ts';
import type { ChatEnd, Delta } from './delta.ts';
import type { Origin } from './failure.ts';
import { Line, type LineOptions, type Question } from './line.ts';
import { nativeQuestions } from './native-question.ts';
import { endpointOf, headersOf, type Provider } from './provider.ts';
import type { ReplyHead } from './reply-head.ts';
import type { ChatBody } from './request.ts';

export interface AttemptOptions extends LineOptions {
  onDeltas(deltas: Delta[]): void | Promise<void>;
  /** Asks in the plain protocol, even where another one tells more. */
  plainOnly?: boolean;
}

export interface Attempt {
  end: ChatEnd;
  head: ReplyHead | null;
  /** Something of this answer was handed on: asking again would say it twice. */
  begun: boolean;
}

/**
 * Asks once, and hands on what comes. When this returns, the connection is closed or free for another answer. Where a better
 * protocol turns out not to be spoken there, the question goes on in the plain one.
 */
export async function attempt(provider: Provider, body: ChatBody, options: AttemptOptions): Promise<Attempt> {
  const origin: Origin = { kind: provider.kind, apiKey: provider.apiKey, model: body.model };
  for (const question of options.plainOnly ? [] : nativeQuestions(provider, body)) {
    const tried = await attemptOnce(question, origin, options);
    if (!isUnknownThere(tried)) return tried;
    if (!isOfOtherModels(tried)) break;
  }
  return attemptOnce(plainQuestion(provider, body), origin, options);
}

/** Before a word: the server does not have the address, or not for this model. */
function isUnknownThere(tried: Attempt): boolean {
  if (tried.begun || tried.end.outcome !== 'failed') return false;
  const { httpStatus } = tried.end.error;
  return httpStatus === 404 || httpStatus === 405 || isOfOtherModels(tried);
}

/** `url error, please check url!` is what a model says at the address of those that see, or of those that do not. */
function isOfOtherModels({ end }: Attempt): boolean {
  return end.outcome === 'failed' && /url error/i.test(end.error.detail ?? '');
}

function plainQuestion(provider: Provider, body: ChatBody): Question {
  const { search_options: _search, ...rest } = body;
  return {
    url: endpointOf(provider, 'chat/completions'),
    headers: { ...headersOf(provider), 'content-type': 'application/json', accept: 'text/event-stream' },
    // Options of a search that a server turned out not to have mean nothing.
    body: JSON.stringify(body.enable_search === true ? body : rest),
  };
}

async function attemptOnce(question: Question, origin: Origin, options: AttemptOptions): Promise<Attempt> {
  using line = new Line(options);
  const head = await line.ask(question);
  const decoder = new ChatDecoder(head ?? { status: 200 }, origin);
  const begun = head ? await listen(line, decoder, options) : false;
  const { deltas, end } = decoder.end(line.broken ?? undefined);
  if (deltas.length > 0) await options.onDeltas(deltas);
  const stopped = options.signal.aborted && end.outcome === 'failed';
  return {
    end: stopped ? { outcome: 'aborted', usage: end.usage } : end,
    head,
    begun: begun || deltas.length > 0,
  };
}

/** `true` when something was handed on. */
async function listen(line: Line, decoder: ChatDecoder, { onDeltas }: AttemptOptions): Promise<boolean> {
  let begun = false;
  const goOn = (): boolean => {
    line.expectMore(decoder.finished);
    return !decoder.settled;
  };
  await line.listen((bytes) => {
    const deltas = decoder.push(bytes);
    if (deltas.length === 0) return goOn();
    begun = true;
    const taken = onDeltas(deltas);
    if (!taken) return goOn();
    line.rest();
    return taken.then(goOn);
  });
  if (decoder.done) line.leave();
  return begun;
}
