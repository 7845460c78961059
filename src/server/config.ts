import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EnvFileError, parseEnvFile } from './env-file.ts';
import { platformFolders } from './platform-folders.ts';
import {
  baseUrlValue,
  ConfigError,
  countValue,
  durationValue,
  hostValue,
  keyValue,
  type LogLevel,
  logLevelValue,
  modelValue,
  originsValue,
  pathValue,
  portValue,
  switchValue,
  unsupported,
} from './config-values.ts';

export { ConfigError, type LogLevel } from './config-values.ts';

/** A model server named in the environment. */
export interface ModelServer {
  readonly apiKey: string | null;
  readonly baseUrl: string;
}

/** How much one person may have written at a time, and how long and large one answer may be. */
export interface AnswerLimits {
  /** How many answers of one person are written at a time, and how many more may wait. */
  readonly running: number;
  readonly queued: number;
  /** From the start of a run to its end. */
  readonly answerMs: number;
  /** Text and reasoning together, in UTF-8. */
  readonly answerBytes: number;
  /** How long a model server may take: to accept the connection, to begin its answer, between one piece and the next. */
  readonly connectMs: number;
  readonly firstTokenMs: number;
  readonly gapMs: number;
}

export interface Config {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly dataDir: string;
  /** Whether the data folder may be on a network file system, at the operator's own risk. */
  readonly allowNetworkDataDir: boolean;
  /** Holds the key that encrypts the providers' keys; outside the data folder, so that no backup of it has both. */
  readonly secretFile: string;
  /** What the operator says of models; a file that was named has to be there. */
  readonly modelsFile: { readonly path: string; readonly isNamed: boolean };
  readonly logLevel: LogLevel;
  /** Other sites whose pages may use `/chat` and `/v1`. */
  readonly allowedOrigins: readonly string[];
  /** DashScope, if its key is set. */
  readonly dashscope: ModelServer | null;
  /** Another OpenAI-compatible server, if a key or an address is set. */
  readonly openai: ModelServer | null;
  /** The default model; null: whichever suits what is configured. */
  readonly model: string | null;
  readonly limits: AnswerLimits;
}

type Env = Readonly<Record<string, string | undefined>>;

interface Machine {
  platform: NodeJS.Platform;
  home: string;
}

/**
 * The only place that reads the environment. Variables of the process win over those of the `.env` in `cwd`.
 * Throws `ConfigError`, whose message is one line that names the variable and says what would be right.
 */
export function readConfig(
  processEnv: Env,
  cwd: string,
  { platform, home }: Machine = { platform: process.platform, home: homedir() },
): Config {
  const env = { ...readEnvFile(cwd), ...withoutEmpty(processEnv) };
  const folders = platformFolders(platform, home, env);
  const path = (name: string, fallback: string): string => pathValue(env[name], { cwd, home, fallback });
  unsupported('DATABASE_URL', env['DATABASE_URL']);
  unsupported('REDIS_URL', env['REDIS_URL']);
  return {
    host: hostValue('HOST', env['HOST'] ?? '127.0.0.1'),
    port: portValue('PORT', env['PORT'] ?? '3000'),
    dataDir: path('INKSTONE_DATA_DIR', folders.data),
    allowNetworkDataDir: switchValue(
      'INKSTONE_ALLOW_NETWORK_DATA_DIR',
      env['INKSTONE_ALLOW_NETWORK_DATA_DIR'],
    ),
    secretFile: path('INKSTONE_SECRET_FILE', join(folders.config, 'secret.key')),
    modelsFile: {
      path: path('INKSTONE_MODELS_FILE', join(folders.config, 'models.json')),
      isNamed: env['INKSTONE_MODELS_FILE'] !== undefined,
    },
    logLevel: logLevelValue('LOG_LEVEL', env['LOG_LEVEL'] ?? 'info'),
    allowedOrigins: originsValue('INKSTONE_ALLOWED_ORIGINS', env['INKSTONE_ALLOWED_ORIGINS'] ?? ''),
    dashscope: dashscopeOf(env),
    openai: openaiOf(env),
    model: modelValue('INKSTONE_MODEL', env['INKSTONE_MODEL']),
    limits: limitsOf(env),
  };
}

function limitsOf(env: Env): AnswerLimits {
  const count = (name: string, fallback: number, range: { from: number; to: number; scale?: number }) =>
    countValue(name, env[name] ?? String(fallback), range);
  const seconds = (name: string, fallback: number) =>
    durationValue(name, env[name] ?? String(fallback), { unitMs: 1000, to: 3600 });
  const minutes = (name: string, fallback: number) =>
    durationValue(name, env[name] ?? String(fallback), { unitMs: 60_000, to: 1440 });
  return {
    running: count('INKSTONE_RUNNING_ANSWERS', 4, { from: 1, to: 10_000 }),
    queued: count('INKSTONE_QUEUED_ANSWERS', 10, { from: 0, to: 10_000 }),
    answerMs: minutes('INKSTONE_ANSWER_MINUTES', 30),
    answerBytes: count('INKSTONE_ANSWER_KIB', 2048, { from: 1, to: 4096, scale: 1024 }),
    connectMs: seconds('INKSTONE_CONNECT_SECONDS', 5),
    firstTokenMs: seconds('INKSTONE_FIRST_TOKEN_SECONDS', 120),
    gapMs: seconds('INKSTONE_GAP_SECONDS', 60),
  };
}

function dashscopeOf(env: Env): ModelServer | null {
  const apiKey = keyValue('DASHSCOPE_API_KEY', env['DASHSCOPE_API_KEY']);
  const baseUrl = baseUrlValue(
    'DASHSCOPE_BASE_URL',
    env['DASHSCOPE_BASE_URL'] ?? 'https://dashscope.aliyuncs.com/compatible-mode/v1',
  );
  return apiKey === null ? null : { apiKey, baseUrl };
}

function openaiOf(env: Env): ModelServer | null {
  const apiKey = keyValue('OPENAI_API_KEY', env['OPENAI_API_KEY']);
  const baseUrl = baseUrlValue('OPENAI_BASE_URL', env['OPENAI_BASE_URL'] ?? 'https://api.openai.com/v1');
  return apiKey === null && env['OPENAI_BASE_URL'] === undefined ? null : { apiKey, baseUrl };
}

function readEnvFile(cwd: string): Env {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(join(cwd, '.env')));
    return withoutEmpty(parseEnvFile(text));
  } catch (error) {
    if (isMissing(error)) return {};
    throw new ConfigError('.env', envFileProblem(error), { cause: error });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function envFileProblem(error: unknown): string {
  if (error instanceof EnvFileError) return error.message;
  if (error instanceof TypeError) return 'is not UTF-8 text; save it as UTF-8';
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return `cannot be read (${code}); make it a file that you may read, or remove it`;
}

/** `NAME=` in a template means: not set. */
function withoutEmpty(env: Env): Env {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
}
