import { ChatDecoder } from './decode.ts';
import type { ChatEnd, Delta } from './delta.ts';
import type { Origin } from './failure.ts';
import { Line, type LineOptions } from './line.ts';
import { endpointOf, headersOf, type Provider } from './provider.ts';
import type { ReplyHead } from './reply-head.ts';
import type { ChatBody } from './request.ts';

export interface AttemptOptions extends LineOptions {
  onDeltas(deltas: Delta[]): void | Promise<void>;
}

export interface Attempt {
  end: ChatEnd;
  head: ReplyHead | null;
  /** Something of this answer was handed on: asking again would say it twice. */
  begun: boolean;
}

/** Asks once, and hands on what comes. When this returns, the connection is closed or free for another answer. */
export async function attempt(provider: Provider, body: ChatBody, options: AttemptOptions): Promise<Attempt> {
  const origin: Origin = { kind: provider.kind, apiKey: provider.apiKey, model: body.model };
  using line = new Line(options);
  const head = await line.ask({
    url: endpointOf(provider, 'chat/completions'),
    headers: { ...headersOf(provider), 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(body),
  });
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
