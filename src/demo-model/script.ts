// The script language. A script says what an answer is and what goes wrong with it (scenario.ts). It stands in the model's name
//   script:tokens=100&rate=50     script:{"text":"Hello","cutAfter":1}     script:stall?tokens=9
// or at the start of the last question
//   /script {"tokens":5}          /script stall?tokens=9
// where it adds to what the model's name says. A field that is not known is refused, so that no test passes by a slip of the pen.
import { badRequest, bodyStyles, failures, Refused } from './failures.ts';
import type { FailureName } from './failures.ts';
import { isObject, parseJson } from './json.ts';
import { named } from './named.ts';
import { ruleNames } from './rules.ts';
import type { Scenario, Script, Source, ToolCall } from './scenario.ts';

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

const source: Reader<Source> = (value) => {
  if (!isObject(value)) return undefined;
  const { title, url } = value;
  return typeof title === 'string' && typeof url === 'string' ? { title, url } : undefined;
};

function jsonListOf<Item>(read: Reader<Item>): Reader<Item[]> {
  return (value) => {
    const items: unknown = typeof value === 'string' ? parseJson(value) : value;
    if (!Array.isArray(items)) return undefined;
    const known = items.map(read).filter((item) => item !== undefined);
    return known.length === items.length ? known : undefined;
  };
}

const readers: { [Field in keyof Scenario]-?: Reader<NonNullable<Scenario[Field]> | null> } = {
  text,
  tokens: count,
  chunk: count,
  thinking: (value) => count(value) ?? text(value),
  reasoningField: oneOf('reasoning_content', 'reasoning', 'tags'),
  toolCalls: jsonListOf(toolCall),
  sources: jsonListOf(source),
  sourcesFirst: flag,
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
  thinkingTokens: count,
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
    throw notAScript(`No scenario is called ${name}. There are: ${Object.keys(named).join(', ')}.`);
  return script;
}

function fromObject(fields: unknown): Script {
  if (!isObject(fields)) throw notAScript('The script is neither a JSON object nor name=value pairs.');
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, read(field, value)]),
  ) as Script;
}

function read(field: string, value: unknown): unknown {
  if (!Object.hasOwn(readers, field)) {
    throw notAScript(`A script has no field ${field}. There are: ${Object.keys(readers).join(', ')}.`);
  }
  const result = readers[field as keyof Scenario](value);
  if (result === undefined) throw notAScript(`${JSON.stringify(value)} is nothing that ${field} can be.`);
  return result;
}

function notAScript(message: string): Refused {
  return new Refused(badRequest(message));
}
