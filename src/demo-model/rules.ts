// What Qwen refuses before it says a word, in the words it uses: clients tell the cases apart by them.
import { badRequest, type Failure } from './failures.ts';
import { isObject } from './json.ts';
import { prefixOf, type ChatRequest } from './request.ts';
import type { Scenario } from './scenario.ts';

type Rule = (request: ChatRequest) => string | undefined;

/** Rules that hold for some models only. */
const modelRules = {
  'non-streaming-thinking': ({ stream, enableThinking }) =>
    !stream && enableThinking !== false
      ? 'parameter.enable_thinking must be set to false for non-streaming calls'
      : undefined,
  'thinking-only': ({ enableThinking }) =>
    enableThinking === false
      ? 'The value of the enable_thinking parameter is restricted to True.'
      : undefined,
  'stream-only': ({ stream }) =>
    stream
      ? undefined
      : 'This model only support stream mode, please enable the stream parameter to access the model.',
  'text-only': ({ body }) =>
    contents(body).some(Array.isArray) ? 'Unexpected item type in content.' : undefined,
  search: ({ body }) =>
    body['enable_search'] === true ? 'The model does not support enable_search.' : undefined,
  tools: ({ body }) => (toolNames(body).length > 0 ? 'This model does not support tools.' : undefined),
  json: ({ body }) =>
    'response_format' in body ? 'response_format is not supported by this model.' : undefined,
  native: ({ native }) => (native ? 'url error, please check url!' : undefined),
  thinking: ({ body }) =>
    'enable_thinking' in body ? 'The model does not support the enable_thinking parameter.' : undefined,
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof modelRules;
export const ruleNames = Object.keys(modelRules) as RuleName[];

/** Rules of every Qwen model. */
const commonRules: Rule[] = [
  ({ messages }) => (messages.length === 0 ? "[] is too short - 'messages'" : undefined),
  lastMessage,
  ({ stream, body }) =>
    body['stream_options'] != null && !stream
      ? "The 'stream_options' parameter is only allowed when 'stream' is enabled."
      : undefined,
  ({ body }) =>
    range(
      body['temperature'],
      (value) => value >= 0 && value < 2,
      "'temperature' must be Float in [0.0, 2.0)",
    ),
  ({ body }) =>
    range(body['top_p'], (value) => value > 0 && value <= 1, "'top_p' must be Float in (0.0, 1.0]"),
  ({ body }) =>
    range(body['presence_penalty'], (value) => Math.abs(value) <= 2, "'presence_penalty' must be in [-2, 2]"),
  ({ body }) =>
    range(
      body['thinking_budget'],
      (value) => value > 0,
      'The thinking_budget parameter must be a positive integer',
    ),
  ({ body }) =>
    body['thinking_budget'] != null && body['reasoning_effort'] != null
      ? 'thinking_budget and reasoning_effort cannot be set at the same time.'
      : undefined,
  jsonMode,
  ({ body }) =>
    toolNames(body).includes('search') ? 'Tool names are not allowed to be [search]' : undefined,
  ({ body }) =>
    typeof body['n'] === 'number' && body['n'] > 1 && toolNames(body).length > 0
      ? 'Parameter n must be 1 when tools is set.'
      : undefined,
];

export function refusalOf(
  request: ChatRequest,
  scenario: Scenario,
  promptTokens: number,
): Failure | undefined {
  const rules = [...commonRules, ...scenario.refuse.map((name) => modelRules[name])];
  for (const rule of rules) {
    const message = rule(request);
    if (message !== undefined) return invalid(message);
  }
  return refusedLength(request, scenario, promptTokens) ?? refusedPrefix(request, scenario);
}

function invalid(message: string): Failure {
  return badRequest(`<400> InternalError.Algo.InvalidParameter: ${message}`);
}

function refusedLength(request: ChatRequest, scenario: Scenario, promptTokens: number): Failure | undefined {
  if (promptTokens > scenario.contextTokens) {
    return invalid(`Range of input length should be [1, ${scenario.contextTokens}]`);
  }
  const { max_tokens: asked, thinking_budget: budget } = request.body;
  if (typeof budget === 'number' && budget > scenario.thinkingTokens) {
    const most = scenario.thinkingTokens;
    return invalid(`The thinking_budget parameter must be a positive integer and not greater than ${most}`);
  }
  if (typeof asked !== 'number' || (asked >= 1 && asked <= scenario.answerTokens)) return undefined;
  return invalid(`Range of max_tokens should be [1, ${Math.min(scenario.answerTokens, 8192)}]`);
}

function refusedPrefix(request: ChatRequest, scenario: Scenario): Failure | undefined {
  if (prefixOf(request) === undefined) return undefined;
  if (scenario.partial === 'refuse') return invalid('This model does not support partial mode.');
  const thinking = request.enableThinking ?? scenario.thinking !== 0;
  return thinking ? invalid('Partial mode is not supported when enable_thinking is true.') : undefined;
}

function lastMessage(request: ChatRequest): string | undefined {
  const last = request.messages.at(-1);
  if (!last || last.role === 'user' || last.role === 'tool' || last.partial) return undefined;
  return 'list index out of range';
}

function jsonMode({ body, messages, enableThinking }: ChatRequest): string | undefined {
  const format = isObject(body['response_format']) ? body['response_format']['type'] : undefined;
  if (format !== 'json_object') return undefined;
  if (enableThinking) return 'Json mode response is not supported when enable_thinking is true';
  if (messages.some(({ text }) => /json/i.test(text))) return undefined;
  return "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
}

function range(value: unknown, fits: (value: number) => boolean, message: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && fits(value) ? undefined : message;
}

function contents(body: Record<string, unknown>): unknown[] {
  const messages: unknown[] = Array.isArray(body['messages']) ? body['messages'] : [];
  return messages.map((message) => (isObject(message) ? message['content'] : undefined));
}

function toolNames(body: Record<string, unknown>): unknown[] {
  const tools: unknown[] = Array.isArray(body['tools']) ? body['tools'] : [];
  return tools.map((tool) =>
    isObject(tool) && isObject(tool['function']) ? tool['function']['name'] : undefined,
  );
}
