import { isIPv4 } from 'node:net';
import { join, resolve } from 'node:path';
import { parseBaseUrl } from '../protocol/base-url.ts';

/** A setting that the server cannot start with. The message is one line: which one, and what would be right. */
export class ConfigError extends Error {
  readonly variable: string;

  constructor(variable: string, problem: string, options?: ErrorOptions) {
    super(`${variable}: ${problem}`, options);
    this.name = 'ConfigError';
    this.variable = variable;
  }
}

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

export function portValue(name: string, value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65535)) {
    throw new ConfigError(
      name,
      `${shown(value)} is no port; give a number from 1 to 65535, or 0 for any free one`,
    );
  }
  return port;
}

/** A number of things, times `scale`: in what the server counts with. */
export function countValue(
  name: string,
  value: string,
  { from, to, scale = 1 }: { from: number; to: number; scale?: number },
): number {
  const count = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (count >= from && count <= to) return count * scale;
  throw new ConfigError(name, `${shown(value)} does not fit; give a whole number from ${from} to ${to}`);
}

/** A length of time in units of `unitMs`, as milliseconds; parts of a unit may be given. */
export function durationValue(
  name: string,
  value: string,
  { unitMs, to }: { unitMs: number; to: number },
): number {
  const units = /^\d{1,9}(\.\d{1,3})?$/.test(value) ? Number(value) : Number.NaN;
  const ms = Math.round(units * unitMs);
  if (ms >= 1 && units <= to) return ms;
  throw new ConfigError(name, `${shown(value)} does not fit; give a number above 0, at most ${to}`);
}

export function hostValue(name: string, value: string): string {
  const host = value.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))) return host;
  throw new ConfigError(
    name,
    `${shown(value)} would open the server to others, and accounts do not exist yet; ` +
      'give 127.0.0.1, ::1 or localhost (to reach it from elsewhere, use an SSH tunnel)',
  );
}

export function logLevelValue(name: string, value: string): LogLevel {
  const level = logLevels.find((known) => known === value.toLowerCase());
  if (!level) throw new ConfigError(name, `${shown(value)} is no level; give one of ${logLevels.join(', ')}`);
  return level;
}

/** A key is never part of the message. */
export function keyValue(name: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  if (/^[\x21-\x7e]{1,4096}$/.test(value)) return value;
  throw new ConfigError(
    name,
    'holds spaces or characters that no key has; copy the key again, without quotes',
  );
}

export function modelValue(name: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  if (value.length <= 512 && !/[\s\p{Cc}]/u.test(value)) return value;
  throw new ConfigError(
    name,
    `${shown(value)} is no model name; give one without spaces, such as qwen-max-latest`,
  );
}

const baseUrlProblems = {
  'not-an-address': 'is no address; give one such as https://dashscope.aliyuncs.com/compatible-mode/v1',
  'holds-secrets': 'must hold no user, password, "?" or "#"; the key belongs in its own variable',
  'too-far': 'must end before /chat/completions; that part is added by itself',
};

export function baseUrlValue(name: string, value: string): string {
  const parsed = parseBaseUrl(value);
  if ('problem' in parsed) throw new ConfigError(name, baseUrlProblems[parsed.problem]);
  return parsed.url;
}

export function originsValue(name: string, value: string): string[] {
  return value
    .split(/[\s,]+/)
    .filter((origin) => origin !== '')
    .map((origin) => originValue(name, origin));
}

function originValue(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  const bare = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (!bare) {
    throw new ConfigError(
      name,
      `${shown(value)} is no origin; give scheme, host and port only, such as http://localhost:5173`,
    );
  }
  return url.origin;
}

export function pathValue(
  value: string | undefined,
  { cwd, home, fallback }: { cwd: string; home: string; fallback: string },
): string {
  if (value === undefined) return fallback;
  if (value === '~' || value.startsWith('~/')) return join(home, value.slice(1));
  return resolve(cwd, value);
}

export function switchValue(name: string, value: string | undefined): boolean {
  if (value === undefined || value === '0') return false;
  if (value === '1') return true;
  throw new ConfigError(name, `${shown(value)} is neither 1 nor 0; give 1 to allow it, or leave it unset`);
}

export function unsupported(name: string, value: string | undefined): void {
  if (value === undefined) return;
  throw new ConfigError(
    name,
    'is not supported yet; leave it unset, and everything is kept in the data folder',
  );
}

function shown(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
