import { createParser } from 'eventsource-parser';
import { asArray, asNumber, asObject, asText, parseJson, type Wire } from './wire.ts';

/** What a server says about an error, whatever the shape it says it in. */
export interface ErrorFacts {
  code: string | null;
  type: string | null;
  message: string | null;
  /** The status that the error itself names: in its code (OpenRouter, vLLM) or in front of its message (`<400> …`). */
  status: number | null;
  requestId: string | null;
}

/**
 * Reads the body of a refusal: JSON, nested (`{error: {…}}`), flat or native; the same framed as an event (DashScope does so when a stream
 * was asked for); or a page or a line of text from something in between.
 */
export function errorFactsOfBody(body: string): ErrorFacts {
  const text = body.trim();
  const json = asObject(asArray(parseJson(text))[0]) ?? asObject(parseJson(text)) ?? framedJson(text);
  if (json) return errorFactsOf(json);
  return { code: null, type: null, message: plainMessage(text), status: null, requestId: null };
}

export function errorFactsOf(body: Wire): ErrorFacts {
  const error = asObject(body.error) ?? (body.error ? { message: body.error } : body);
  const message = messageOf(error);
  return {
    code: codeText(error.code) ?? codeText(body.code),
    type: asText(error.type),
    message,
    status: namedStatus(message, error.code ?? body.code ?? error.status_code),
    requestId: asText(body.request_id) ?? asText(error.request_id) ?? asText(body.id),
  };
}

function codeText(code: unknown): string | null {
  return typeof code === 'number' ? String(code) : asText(code);
}

/** OpenRouter hands on what the provider behind it said as `metadata.raw`; FastAPI has a list of complaints as `detail`. */
function messageOf(error: Wire): string | null {
  const raw = asText(asObject(error.metadata)?.raw);
  const complaint = asText(asObject(asArray(error.detail)[0])?.msg);
  const message = asText(error.message) ?? asText(error.msg) ?? asText(error.detail) ?? complaint;
  return raw && message ? `${message}: ${raw}` : (message ?? raw);
}

function namedStatus(message: string | null, code: unknown): number | null {
  const bracketed = /^\s*<(\d{3})>/.exec(message ?? '');
  const number = bracketed ? Number(bracketed[1]) : (asNumber(code) ?? Number(asText(code) ?? NaN));
  return number >= 400 && number <= 599 ? number : null;
}

function framedJson(text: string): Wire | null {
  let found: Wire | null = null;
  const parser = createParser({ onEvent: (event) => (found ??= asObject(parseJson(event.data))) });
  parser.feed(`${text.replace(/^error:/gm, 'data:')}\n\n`);
  return found;
}

/** What a page or a line of text says: its title, or its words without their markup. */
export function plainMessage(text: string): string | null {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1];
  const words = title ?? text.replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ');
  return asText(words.trim());
}
