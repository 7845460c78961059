import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const linux = { platform: 'linux', home: '/home/li' } as const;
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'inkstone-config-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

test('without any setting the server is for this machine only, with nothing configured', () => {
  expect(readConfig({}, cwd, linux)).toEqual({
    host: '127.0.0.1',
    port: 3000,
    dataDir: '/home/li/.local/share/inkstone',
    allowNetworkDataDir: false,
    secretFile: '/home/li/.config/inkstone/secret.key',
    modelsFile: { path: '/home/li/.config/inkstone/models.json', isNamed: false },
    logLevel: 'info',
    allowedOrigins: [],
    dashscope: null,
    openai: null,
    model: null,
    limits: {
      running: 4,
      queued: 10,
      answerMs: 30 * 60_000,
      answerBytes: 2 * 1024 * 1024,
      connectMs: 5_000,
      firstTokenMs: 120_000,
      gapMs: 60_000,
    },
  });
});

test('data and the secret that protects keys lie where the platform keeps such things', () => {
  const mac = readConfig({}, cwd, { platform: 'darwin', home: '/Users/li' });
  expect(mac.dataDir).toBe('/Users/li/Library/Application Support/Inkstone');
  expect(mac.secretFile).toBe('/Users/li/Library/Preferences/Inkstone/secret.key');
  const windows = readConfig({ APPDATA: 'C:\\Users\\li\\AppData\\Roaming' }, cwd, {
    platform: 'win32',
    home: 'C:\\Users\\li',
  });
  expect(windows.dataDir).toBe('C:\\Users\\li\\AppData\\Roaming\\Inkstone\\Data');
  const xdg = readConfig({ XDG_DATA_HOME: '/data', XDG_CONFIG_HOME: 'not/absolute' }, cwd, linux);
  expect(xdg.dataDir).toBe('/data/inkstone');
  expect(xdg.secretFile).toBe('/home/li/.config/inkstone/secret.key');
});

test('a key alone is enough for DashScope, and an address alone for a server that needs no key', () => {
  const config = readConfig(
    { DASHSCOPE_API_KEY: 'sk-1', OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1/' },
    cwd,
    linux,
  );
  expect(config.dashscope).toEqual({
    apiKey: 'sk-1',
    baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
  });
  expect(config.openai).toEqual({ apiKey: null, baseUrl: 'http://127.0.0.1:8000/v1' });
});

test('the .env file of the working folder is read, and the environment wins over it', () => {
  writeFileSync(join(cwd, '.env'), 'PORT=4000\nDASHSCOPE_API_KEY=sk-file\nINKSTONE_MODEL=\n');
  const config = readConfig({ PORT: '5000', INKSTONE_MODEL: ' ' }, cwd, linux);
  expect(config.port).toBe(5000);
  expect(config.dashscope?.apiKey).toBe('sk-file');
  expect(config.model).toBeNull();
});

test('a folder may be given relative to the working folder or to the home', () => {
  expect(readConfig({ INKSTONE_DATA_DIR: 'data' }, cwd, linux).dataDir).toBe(join(cwd, 'data'));
  expect(readConfig({ INKSTONE_DATA_DIR: '~/chats' }, cwd, linux).dataDir).toBe('/home/li/chats');
});

test('several sites may be allowed', () => {
  const { allowedOrigins } = readConfig(
    { INKSTONE_ALLOWED_ORIGINS: 'http://localhost:5500, https://Example.com/' },
    cwd,
    linux,
  );
  expect(allowedOrigins).toEqual(['http://localhost:5500', 'https://example.com']);
});

test.each([
  [{}, false],
  [{ INKSTONE_ALLOW_NETWORK_DATA_DIR: '0' }, false],
  [{ INKSTONE_ALLOW_NETWORK_DATA_DIR: '1' }, true],
])('with %j a data folder on the network is allowed: %s', (env, allowed) => {
  expect(readConfig(env, cwd, linux).allowNetworkDataDir).toBe(allowed);
});

test('limits are given in the units of their names', () => {
  const { limits } = readConfig(
    {
      INKSTONE_RUNNING_ANSWERS: '200',
      INKSTONE_QUEUED_ANSWERS: '0',
      INKSTONE_ANSWER_MINUTES: '0.5',
      INKSTONE_ANSWER_KIB: '64',
      INKSTONE_CONNECT_SECONDS: '1',
      INKSTONE_FIRST_TOKEN_SECONDS: '2.5',
      INKSTONE_GAP_SECONDS: '0.2',
    },
    cwd,
    linux,
  );
  expect(limits).toEqual({
    running: 200,
    queued: 0,
    answerMs: 30_000,
    answerBytes: 65_536,
    connectMs: 1000,
    firstTokenMs: 2500,
    gapMs: 200,
  });
});

test.each([
  ['PORT', 'abc', 'give a number'],
  ['PORT', '70000', 'give a number'],
  ['PORT', '-1', 'give a number'],
  ['HOST', '0.0.0.0', 'accounts do not exist yet'],
  ['HOST', '192.168.1.5', 'accounts do not exist yet'],
  ['HOST', '127.0.0.1.evil.example', 'accounts do not exist yet'],
  ['HOST', '::', 'accounts do not exist yet'],
  ['LOG_LEVEL', 'loud', 'give one of'],
  ['DASHSCOPE_API_KEY', 'sk-my secret', 'copy the key again'],
  ['OPENAI_API_KEY', 'sk-密钥', 'copy the key again'],
  ['DASHSCOPE_BASE_URL', 'dashscope.aliyuncs.com', 'give one such as'],
  ['DASHSCOPE_BASE_URL', 'https://x/v1/chat/completions', 'must end before'],
  ['OPENAI_BASE_URL', 'https://me:pass@x/v1', 'must hold no user'],
  ['INKSTONE_MODEL', 'qwen max', 'give one without spaces'],
  ['INKSTONE_ALLOWED_ORIGINS', '*', 'is no origin'],
  ['INKSTONE_ALLOWED_ORIGINS', 'null', 'is no origin'],
  ['INKSTONE_ALLOWED_ORIGINS', 'http://localhost:5500/page', 'is no origin'],
  ['INKSTONE_RUNNING_ANSWERS', '0', 'give a whole number from 1'],
  ['INKSTONE_RUNNING_ANSWERS', '2.5', 'give a whole number'],
  ['INKSTONE_QUEUED_ANSWERS', '-1', 'give a whole number from 0'],
  ['INKSTONE_ANSWER_KIB', '8192', 'to 4096'],
  ['INKSTONE_ANSWER_MINUTES', '0', 'above 0'],
  ['INKSTONE_GAP_SECONDS', 'soon', 'above 0'],
  ['INKSTONE_ALLOW_NETWORK_DATA_DIR', 'please', 'give 1 to allow it'],
  ['INKSTONE_GAP_SECONDS', '3601', 'at most 3600'],
  ['DATABASE_URL', 'postgres://localhost/x', 'not supported yet'],
  ['REDIS_URL', 'redis://localhost', 'not supported yet'],
])(
  '%s=%s stops the start with one line that names it and says what would be right',
  (name, value, advice) => {
    const error = errorOf(() => readConfig({ [name]: value }, cwd, linux));
    expect(error.message).toMatch(new RegExp(`^${name}: `));
    expect(error.message).toContain(advice);
    expect(error.message).not.toContain('\n');
    expect(error.message).not.toContain('secret');
  },
);

test('a broken line of the .env file stops the start with its number', () => {
  writeFileSync(join(cwd, '.env'), 'PORT=4000\nthis is no setting\n');
  expect(errorOf(() => readConfig({}, cwd, linux)).message).toBe('.env: line 2: expected NAME=value');
});

test('a .env that is no text, or no file, stops the start and says so', () => {
  writeFileSync(join(cwd, '.env'), Buffer.from('\uFEFFPORT=4000', 'utf16le'));
  expect(errorOf(() => readConfig({}, cwd, linux)).message).toContain('.env: is not UTF-8');
  rmSync(join(cwd, '.env'));
  mkdirSync(join(cwd, '.env'));
  expect(errorOf(() => readConfig({}, cwd, linux)).message).toContain('.env: cannot be read (EISDIR)');
});

function errorOf(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error as ConfigError;
  }
  throw new Error('nothing was refused');
}
