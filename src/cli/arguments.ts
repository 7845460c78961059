import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import type { AnswerOptions } from '../protocol/answer-options.ts';
import { answerOptions, type AnswerValues, withValues } from './answer-options.ts';
import { isLanguage, type Language, type Words } from './i18n/words.ts';

/** What is in the place of the environment's variables when it is given as an option. */
export interface ServerOptions {
  port?: string;
  host?: string;
  dataDir?: string;
}

interface ModelOptions {
  model: string | undefined;
  system: string | undefined;
  /** Undefined: nothing was said about it. */
  options: AnswerOptions | undefined;
}

const commandNames = ['serve', 'ask', 'chat', 'backup', 'restore', 'doctor'] as const;
export type CommandName = (typeof commandNames)[number];

export type Invocation = { language: Language | undefined } & (
  | { command: 'serve'; server: ServerOptions }
  | ({ command: 'ask'; question: string; json: boolean; server: ServerOptions } & ModelOptions)
  | ({ command: 'chat'; continueLast: boolean; server: ServerOptions } & ModelOptions)
  | { command: 'backup'; into: string; server: ServerOptions }
  | { command: 'restore'; from: string; server: ServerOptions }
  | { command: 'doctor'; server: ServerOptions }
  | { command: 'help'; about: CommandName | undefined }
  | { command: 'version' }
);

/** The command was written in a way that means nothing. */
export class UsageError extends Error {
  readonly sentence: (words: Words) => string;
  /** Where help is to be had. */
  readonly command: CommandName | undefined;

  constructor(sentence: (words: Words) => string, command?: CommandName, options?: ErrorOptions) {
    super('wrong usage', options);
    this.name = 'UsageError';
    this.sentence = sentence;
    this.command = command;
  }
}

const everywhere = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
  lang: { type: 'string' },
  'data-dir': { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

const ofModel = {
  model: { type: 'string', short: 'm' },
  system: { type: 'string', short: 's' },
  think: { type: 'string' },
  'no-think': { type: 'boolean' },
  search: { type: 'string' },
  temperature: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

const serveOptions = { ...everywhere, port: { type: 'string' }, host: { type: 'string' } } as const;
const askOptions = { ...everywhere, ...ofModel, json: { type: 'boolean' } } as const;
const chatOptions = { ...everywhere, ...ofModel, continue: { type: 'boolean', short: 'c' } } as const;

/** Reads the words behind `inkstone`. Throws `UsageError`. */
export function readArguments(written: readonly string[]): Invocation {
  const args = withValues(written);
  const { first, rest } = firstWord(args);
  if (first === 'help') return readHelp(rest);
  if (first === 'ask') return readAsk(rest);
  if (first === 'chat') return readChat(rest);
  if (first === 'backup') return readBackup(rest);
  if (first === 'restore') return readRestore(rest);
  if (first === 'doctor') return readDoctor(rest);
  if (first === 'serve') return readServe(rest, 'serve');
  if (first !== undefined && first === args[0]) {
    throw new UsageError((words) => words.usage_unknownCommand(args.join(' ')));
  }
  return readServe(args, undefined);
}

/** The command is the first word that belongs to no option: options may stand before it too. */
function firstWord(args: readonly string[]): { first: string | undefined; rest: string[] } {
  const options = { ...serveOptions, ...askOptions, ...chatOptions };
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const word = tokens.find(({ kind }) => kind === 'positional');
  return { first: word && args[word.index], rest: args.filter((_, index) => index !== word?.index) };
}

/** The language that was asked for, as far as one can tell without understanding the rest. */
export function languageAskedFor(args: readonly string[]): Language | undefined {
  const name = args.map((arg, index) =>
    arg === '--lang' ? args[index + 1] : /^--lang=(.*)$/.exec(arg)?.[1],
  );
  return name.find((name) => name !== undefined && isLanguage(name)) as Language | undefined;
}

function readHelp(args: readonly string[]): Invocation {
  const { values, positionals } = parse(args, everywhere, undefined);
  const [about, ...others] = positionals;
  const known = commandNames.find((name) => name === about);
  const unknown = known ? others[0] : about;
  if (unknown !== undefined) throw new UsageError((words) => words.usage_unexpectedArgument(unknown));
  return { command: 'help', about: known, language: languageIn(values.lang, undefined) };
}

function readServe(args: readonly string[], name: 'serve' | undefined): Invocation {
  const { values, positionals } = parse(args, serveOptions, name);
  const language = languageIn(values.lang, name);
  if (values.version) return { command: 'version', language };
  if (values.help) return { command: 'help', about: name, language };
  refuseMore(positionals, name);
  return { command: 'serve', server: serverOptions(values), language };
}

function readAsk(args: readonly string[]): Invocation {
  const { values, positionals } = parse(args, askOptions, 'ask');
  const language = languageIn(values.lang, 'ask');
  if (values.version) return { command: 'version', language };
  if (values.help) return { command: 'help', about: 'ask', language };
  const question = positionals.join(' ');
  const { json = false, model, system } = values;
  const options = optionsIn(values, 'ask');
  return { command: 'ask', question, json, model, system, options, server: serverOptions(values), language };
}

function readChat(args: readonly string[]): Invocation {
  const { values, positionals } = parse(args, chatOptions, 'chat');
  const language = languageIn(values.lang, 'chat');
  if (values.version) return { command: 'version', language };
  if (values.help) return { command: 'help', about: 'chat', language };
  refuseMore(positionals, 'chat');
  const { continue: continueLast = false, model, system } = values;
  const options = optionsIn(values, 'chat');
  return { command: 'chat', continueLast, model, system, options, server: serverOptions(values), language };
}

function optionsIn(values: AnswerValues, command: CommandName): AnswerOptions | undefined {
  const read = answerOptions(values);
  if ('wrong' in read) throw new UsageError(read.wrong, command);
  return Object.keys(read.options).length === 0 ? undefined : read.options;
}

function readBackup(args: readonly string[]): Invocation {
  return readUpkeep(args, 'backup', (positionals, server) => {
    const [into = '.', ...others] = positionals;
    refuseMore(others, 'backup');
    return { command: 'backup', into, server };
  });
}

function readRestore(args: readonly string[]): Invocation {
  return readUpkeep(args, 'restore', (positionals, server) => {
    const [from, ...others] = positionals;
    if (from === undefined) throw new UsageError((words) => words.usage_noBackup, 'restore');
    refuseMore(others, 'restore');
    return { command: 'restore', from, server };
  });
}

function readDoctor(args: readonly string[]): Invocation {
  return readUpkeep(args, 'doctor', (positionals, server) => {
    refuseMore(positionals, 'doctor');
    return { command: 'doctor', server };
  });
}

type WithoutLanguage<Any> = Any extends unknown ? Omit<Any, 'language'> : never;

/** The commands that take a place and no further options. */
function readUpkeep(
  args: readonly string[],
  name: CommandName,
  read: (positionals: readonly string[], server: ServerOptions) => WithoutLanguage<Invocation>,
): Invocation {
  const { values, positionals } = parse(args, everywhere, name);
  const language = languageIn(values.lang, name);
  if (values.version) return { command: 'version', language };
  if (values.help) return { command: 'help', about: name, language };
  return { ...read(positionals, serverOptions(values)), language } as Invocation;
}

function serverOptions(values: { port?: string; host?: string; 'data-dir'?: string }): ServerOptions {
  const { port, host, 'data-dir': dataDir } = values;
  return {
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
    ...(dataDir === undefined ? {} : { dataDir }),
  };
}

function refuseMore([extra]: readonly string[], command: CommandName | undefined): void {
  if (extra !== undefined) throw new UsageError((words) => words.usage_unexpectedArgument(extra), command);
}

function languageIn(name: string | undefined, command: CommandName | undefined): Language | undefined {
  if (name === undefined || isLanguage(name)) return name;
  throw new UsageError((words) => words.usage_unknownLanguage(name), command);
}

function parse<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  command: CommandName | undefined,
) {
  try {
    const parsed = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
    refuseEmpty(parsed.tokens, command);
    return parsed;
  } catch (error) {
    throw usageErrorOf(error, command);
  }
}

type Token = { kind: string; rawName?: string; value?: string | undefined };

/** `--port ""` comes of a variable that is not set: it must not silently mean the default. */
function refuseEmpty(tokens: readonly Token[], command: CommandName | undefined): void {
  const empty = tokens.find(({ kind, value }) => kind === 'option' && value === '');
  const name = empty?.rawName;
  if (name !== undefined) throw new UsageError((words) => words.usage_missingValue(name), command);
}

/** Node says in English what is wrong; the option's name is in quotes. */
function usageErrorOf(error: unknown, command: CommandName | undefined): unknown {
  if (!(error instanceof TypeError) || !('code' in error)) return error;
  const name = /'(?:-\w, )?(--?[^\s'<]+)/.exec(error.message)?.[1] ?? '';
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return new UsageError((words) => words.usage_unknownOption(name), command, { cause: error });
  }
  if (error.code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    const takesNone = error.message.includes('does not take an argument');
    const sentence = (words: Words): string =>
      takesNone ? words.usage_unexpectedValue(name) : words.usage_missingValue(name);
    return new UsageError(sentence, command, { cause: error });
  }
  return error;
}
