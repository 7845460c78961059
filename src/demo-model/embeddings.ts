// POST /embeddings: the same text always has the same vector, near to that of texts with the same words.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import { badRequest, Refused, sendFailure } from './failures.ts';
import { isObject, parseJson } from './json.ts';
import { readBody } from './request.ts';
import { countTokens } from './tokens.ts';

const DIMENSIONS = 64;
/** As DashScope has it for text-embedding-v4. */
const MOST_INPUTS = 10;

export async function answerEmbeddings(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = parseJson((await readBody(request)).toString());
    if (!isObject(body)) throw new Refused(badRequest('The request body is not a JSON object.'));
    const inputs = inputsOf(body['input']);
    const asBase64 = body['encoding_format'] === 'base64';
    const data = inputs.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: asBase64 ? base64Of(vectorOf(text)) : [...vectorOf(text)],
    }));
    const tokens = inputs.reduce((sum, text) => sum + countTokens(text), 0);
    const usage = { prompt_tokens: tokens, total_tokens: tokens };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ object: 'list', data, model: body['model'], usage }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    sendFailure(response, error.failure);
  }
}

function inputsOf(input: unknown): string[] {
  const inputs: unknown[] = Array.isArray(input) ? input : [input];
  const texts = inputs.filter((text) => typeof text === 'string');
  if (texts.length === inputs.length && texts.length > 0 && texts.length <= MOST_INPUTS) return texts;
  throw new Refused(badRequest(`input: a text, or a list of 1 to ${MOST_INPUTS} texts`));
}

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  for (const word of text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? []) {
    const [place = 0, sign = 0] = createHash('sha256').update(word).digest();
    vector[place % DIMENSIONS]! += sign % 2 === 0 ? 1 : -1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

const base64Of = (vector: Float32Array): string => Buffer.from(vector.buffer).toString('base64');
