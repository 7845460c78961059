// The script language. A script says what an answer is and what goes wrong with it; it stands in the model's name
//   script:tokens=100&rate=50     script:{"text":"Hello","cutAfter":1}     script:stall?tokens=9
// or at the start of the last question
//   /script {"tokens":5}          /script stall?tokens=9
// where it adds to what the model's name says. A field that is not known is refused, so that no test passes by a slip of the pen.
import { bodyStyles, failures, type BodyStyle, type FailureName } from './failures.ts';
import { named } from './named.ts';
import { isObject, parseJson } from './json.ts';
import { ruleNames, type RuleName } from './rules.ts';

export type ToolCall = { id?: string; name: string; arguments: string };

export type Scenario = {
  /** The answer. Without it: `t0 t1 t2 …`, as many as `tokens` says, so that loss and order can be seen. */
  text?: string;
  tokens: number;
  /** Characters in each piece of a given text; 0: cut as a tokenizer would. */
  chunk: number;
  /** Given, or a number of numbered tokens (`r0 r1 …`). */
  thinking: string | number;
  reasoningField: 'reasoning_content' | 'reasoning' | 'tags';
  toolCalls: ToolCall[];

  /** Tokens a second; 0: as fast as the reader takes them. */
  rate: number;
  /** Before the first byte, and between the first chunk (which says only the role) and the first token. */
  delayMs: number;
  firstTokenMs: number;
  /** Each token, and the end, waits until it is asked for (steps.ts). */
  stepped: boolean;
  key?: string;

  /** null: the stream ends without saying why. */
  finish?: string | null;
  usage: 'asked' | 'always' | 'never' | 'on-finish';
  done: boolean;

  /** What goes wrong after so many tokens (thinking counts). */
  stallAfter?: number;
  stallMs: number;
  cutAfter?: number;
  cut: 'destroy' | 'reset' | 'end' | 'mid-character';
  /** Without `errorAfter` it is the reply instead of an answer. */
  error?: FailureName;
  errorAfter?: number;
  status?: number;
  code?: string;
  message?: string;
  body: BodyStyle;
  retryAfterSeconds?: number;
  /** The same question meets what goes wrong only so many times, then it is answered. */
  failTimes: number;

  newline: 'lf' | 'crlf' | 'cr';
  bom: boolean;
  /** Bytes in each write; 0: an event at a time. */
  split: number;
  /** A comment before every so many tokens, and every so many milliseconds of a stall. */
  commentEvery: number;
  pingMs: number;

  /** How a request to go on from a prefix is met. */
  partial: 'continue' | 'repeat' | 'refuse';
  refuse: RuleName[];
  contextTokens: number;
  answerTokens: number;
  /** Titles are answered plainly, whatever the script says; this lets the script have them too. */
  scriptTitles: boolean;
};

export type Script = Partial<Scenario>;

export class ScriptError extends Error {}

const defaults: Scenario = {
  tokens: 20,
  chunk: 0,
  thinking: 0,
  reasoningField: 'reasoning_content',
  toolCalls: [],
  rate: 0,
  delayMs: 0,
  firstTokenMs: 0,
  stepped: false,
  usage: 'asked',
  done: true,
  stallMs: Infinity,
  cut: 'destroy',
  body: 'json',
  failTimes: Infinity,
  newline: 'lf',
  bom: false,
  split: 0,
  commentEvery: 0,
  pingMs: 0,
  partial: 'continue',
  refuse: [],
  contextTokens: Infinity,
  answerTokens: Infinity,
  scriptTitles: false,
};

export function scenarioFrom(...scripts: Script[]): Scenario {
  return Object.assign({}, defaults, ...scripts) as Scenario;
}

type Reader<T> = (value: unknown) => T | undefined;

const text: Reader<string> = (value) => (typeof value === 'string' ? value : undefined);
const flag: Reader<boolean> = (value) => {
  if (value === true || value === 'true' || value === '') return true;
  return value === false || value === 'false' ? false : undefined;
};
const amount: Reader<number> = (value) => {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && number >= 0 ? number : undefined;
};
const count: Reader<number> = (value) => {
  const number = amount(value);
  return number !== undefined && (Number.isInteger(number) || number === Infinity) ? number : undefined;
};

function oneOf<const Name extends string>(...names: Name[]): Reader<Name> {
  return (value) => names.find((name) => name === value);
}

function listOf<const Name extends string>(...names: Name[]): Reader<Name[]> {
  const one = oneOf(...names);
  return (value) => {
    const items: unknown[] = Array.isArray(value)
      ? value
      : typeof value === 'string'
        ? value.split(',')
        : [undefined];
    const known = items.map(one).filter((item) => item !== undefined);
    return known.length === items.length ? known : undefined;
  };
}

const toolCall: Reader<ToolCall> = (value) => {
  if (!isObject(value) || typeof value['name'] !== 'string') return undefined;
  const given = value['arguments'] ?? {};
  const id = typeof value['id'] === 'string' ? { id: value['id'] } : {};
  return { ...id, name: value['name'], arguments: typeof given === 'string' ? given : JSON.stringify(given) };
};

const toolCalls: Reader<ToolCall[]> = (value) => {
  const items = typeof value === 'string' ? parseJson(value) : value;
  if (!Array.isArray(items)) return undefined;
  const calls = items.map(toolCall).filter((call) => call !== undefined);
  return calls.length === items.length ? calls : undefined;
};

const readers: { [Field in keyof Scenario]-?: Reader<NonNullable<Scenario[Field]> | null> } = {
  text,
  tokens: count,
  chunk: count,
  thinking: (value) => count(value) ?? text(value),
  reasoningField: oneOf('reasoning_content', 'reasoning', 'tags'),
  toolCalls,
  rate: amount,
  delayMs: amount,
  firstTokenMs: amount,
  stepped: flag,
  key: text,
  finish: (value) => (value === null || value === 'null' ? null : text(value)),
  usage: oneOf('asked', 'always', 'never', 'on-finish'),
  done: flag,
  stallAfter: count,
  stallMs: amount,
  cutAfter: count,
  cut: oneOf('destroy', 'reset', 'end', 'mid-character'),
  error: oneOf(...(Object.keys(failures) as FailureName[])),
  errorAfter: count,
  status: count,
  code: text,
  message: text,
  body: oneOf(...bodyStyles),
  retryAfterSeconds: amount,
  failTimes: count,
  newline: oneOf('lf', 'crlf', 'cr'),
  bom: flag,
  split: count,
  commentEvery: count,
  pingMs: amount,
  partial: oneOf('continue', 'repeat', 'refuse'),
  refuse: listOf(...ruleNames),
  contextTokens: count,
  answerTokens: count,
  scriptTitles: flag,
};

export function parseScript(source: string): Script {
  if (source.startsWith('{')) return fromObject(parseJson(source));
  const [, name = '', parameters = ''] = /^([\w-]*)(?:\?([^]*))?$/.exec(source) ?? ['', '', source];
  return { ...scriptNamed(name), ...fromObject(Object.fromEntries(new URLSearchParams(parameters))) };
}

/** What a model's name asks for, when it is a script. */
export function scriptInModel(model: string): Script | undefined {
  return model.startsWith('script:') ? parseScript(model.slice('script:'.length)) : undefined;
}

/** What a question asks for, when it is a script: the first line of it. */
export function scriptInQuestion(question: string): Script | undefined {
  const [, source] = /^\/script\s+(\{[^]*\}|\S+)/.exec(question) ?? [];
  return source === undefined ? undefined : parseScript(source);
}

function scriptNamed(name: string): Script {
  if (name === '') return {};
  const script = named[name];
  if (!script)
    throw new ScriptError(`No scenario is called ${name}. There are: ${Object.keys(named).join(', ')}.`);
  return script;
}

function fromObject(fields: unknown): Script {
  if (!isObject(fields)) throw new ScriptError('The script is neither a JSON object nor name=value pairs.');
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, read(field, value)]),
  ) as Script;
}

function read(field: string, value: unknown): unknown {
  if (!Object.hasOwn(readers, field)) {
    throw new ScriptError(`A script has no field ${field}. There are: ${Object.keys(readers).join(', ')}.`);
  }
  const result = readers[field as keyof Scenario](value);
  if (result === undefined)
    throw new ScriptError(`${JSON.stringify(value)} is nothing that ${field} can be.`);
  return result;
}
