import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EnvFileError, parseEnvFile } from './env-file.ts';
import { platformFolders } from './platform-folders.ts';
import {
  baseUrlValue,
  ConfigError,
  hostValue,
  keyValue,
  type LogLevel,
  logLevelValue,
  modelValue,
  originsValue,
  pathValue,
  portValue,
  unsupported,
} from './config-values.ts';

export { ConfigError, type LogLevel } from './config-values.ts';

/** A model server named in the environment. */
export interface ModelServer {
  readonly apiKey: string | null;
  readonly baseUrl: string;
}

export interface Config {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly dataDir: string;
  /** Holds the key that encrypts the providers' keys; outside the data folder, so that no backup of it has both. */
  readonly secretFile: string;
  readonly logLevel: LogLevel;
  /** Other sites whose pages may use `/chat` and `/v1`. */
  readonly allowedOrigins: readonly string[];
  /** DashScope, if its key is set. */
  readonly dashscope: ModelServer | null;
  /** Another OpenAI-compatible server, if a key or an address is set. */
  readonly openai: ModelServer | null;
  /** The default model; null: whichever suits what is configured. */
  readonly model: string | null;
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
    secretFile: path('INKSTONE_SECRET_FILE', join(folders.config, 'secret.key')),
    logLevel: logLevelValue('LOG_LEVEL', env['LOG_LEVEL'] ?? 'info'),
    allowedOrigins: originsValue('INKSTONE_ALLOWED_ORIGINS', env['INKSTONE_ALLOWED_ORIGINS'] ?? ''),
    dashscope: dashscopeOf(env),
    openai: openaiOf(env),
    model: modelValue('INKSTONE_MODEL', env['INKSTONE_MODEL']),
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
