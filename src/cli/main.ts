import { setFlagsFromString } from 'node:v8';
import { type Config, ConfigError, readConfig } from '../server/config.ts';
import {
  type Invocation,
  languageAskedFor,
  readArguments,
  type ServerOptions,
  UsageError,
} from './arguments.ts';
import { languageOf, type Words, wordsIn } from './i18n/words.ts';
import { Output } from './output.ts';
import { inkstoneVersion } from './version.ts';

// The commands speak through Node's `fetch`, which reads HTTP in WebAssembly. V8 now and then ends a process as it compiles the
// way from there into JavaScript (https://github.com/nodejs/node/issues/64500): it is to leave that as it is.
setFlagsFromString('--wasm-wrapper-tiering-budget=1000000000');

const output = new Output();
const args = process.argv.slice(2);
const words = wordsIn(languageAskedFor(args) ?? languageOf(process.env));
/** What stands for a variable of the environment. */
const options: Record<string, string> = { PORT: '--port', HOST: '--host', INKSTONE_DATA_DIR: '--data-dir' };
let config: Config | undefined;

process.exitCode = await run().catch(fail);
await output.flushed();
// Whatever still waits, such as a connection kept for later, has nothing more to do here.
process.exit();

async function run(): Promise<number> {
  const invocation = readArguments(args);
  switch (invocation.command) {
    case 'help':
      return print(helpOf(invocation, words));
    case 'version':
      return print(inkstoneVersion());
    default:
      config = configOf(invocation.server);
      return start(invocation, config);
  }
}

/** Only the command that was asked for is loaded. */
async function start(invocation: Invocation, config: Config): Promise<number> {
  const surroundings = { config, output, words, input: process.stdin };
  switch (invocation.command) {
    case 'ask':
      return (await import('./ask.ts')).ask(invocation, surroundings);
    case 'chat':
      return (await import('./chat.ts')).chat(invocation, surroundings);
    case 'backup':
      return (await import('./backup.ts')).backup(invocation, surroundings);
    case 'restore':
      return (await import('./restore.ts')).restore(invocation, surroundings);
    case 'doctor':
      return (await import('./doctor.ts')).doctor(surroundings);
    default:
      return (await import('./serve.ts')).serve(surroundings);
  }
}

function print(text: string): number {
  output.say(text);
  return 0;
}

function helpOf(invocation: Invocation, words: Words): string {
  const about = invocation.command === 'help' ? invocation.about : undefined;
  return about ? words[`help_${about}`] : words.help;
}

/** Options stand in the place of the environment's variables, and are read as strictly. */
function configOf({ port, host, dataDir }: ServerOptions): Config {
  const given = { PORT: port, HOST: host, INKSTONE_DATA_DIR: dataDir };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  try {
    return readConfig({ ...process.env, ...set }, process.cwd());
  } catch (error) {
    throw error instanceof ConfigError && error.variable in set ? namedByOption(error) : error;
  }
}

/** Whoever gave an option should not have to know the variable that it stands for. */
function namedByOption({ variable, message }: ConfigError): ConfigError {
  return new ConfigError(options[variable] ?? variable, message.slice(`${variable}: `.length));
}

async function fail(error: unknown): Promise<number> {
  if (error instanceof UsageError) {
    output.fault(error.sentence(words));
    output.note(words.usage_seeHelp(['inkstone', error.command].filter(Boolean).join(' ')));
    return 2;
  }
  const { isUnforeseen, sentenceOf } = await import('./failure.ts');
  output.fault(sentenceOf(error, words, config));
  if (isUnforeseen(error, words, config) && error instanceof Error) output.note(error.stack ?? '');
  return 1;
}
