// What the server may contact is judged where connections are opened. Here every way to open one elsewhere is tried.
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';

const lint = new ESLint({ cwd: join(import.meta.dirname, '../..') });
const rules = /no-restricted-(?:imports|globals|syntax)$/;

/** Whether a file with this code is refused because it could open a connection. */
async function isRefused(filePath: string, code: string): Promise<boolean> {
  const [result] = await lint.lintText(`${code}\n`, { filePath: join('src/server', filePath) });
  return result!.messages.some(
    ({ ruleId, message }) => rules.test(ruleId ?? '') && message.includes('open connections'),
  );
}

describe('a connection', { timeout: 60_000 }, () => {
  test.each([
    "import { request } from 'node:http';\nrequest('http://a.test');",
    "import { get } from 'http';\nget('http://a.test');",
    "import http from 'node:http';\nhttp.get('http://a.test');",
    "import * as http from 'node:http';\nhttp.get('http://a.test');",
    "import { request } from 'node:https';\nrequest('https://a.test');",
    "import { connect } from 'node:net';\nconnect(80, 'a.test');",
    "import { connect } from 'node:tls';\nconnect(443, 'a.test');",
    "import { createSocket } from 'node:dgram';\ncreateSocket('udp4');",
    "import { lookup } from 'node:dns/promises';\nawait lookup('a.test');",
    "import { request } from 'undici';\nawait request('http://a.test');",
    "import Agent from 'undici/lib/dispatcher/agent.js';\nexport const agent = new Agent();",
    "await fetch('http://a.test');",
    "await globalThis.fetch('http://a.test');",
    "export const line = new WebSocket('ws://a.test');",
    "const { request } = await import('node:http');\nrequest('http://a.test');",
    "process.getBuiltinModule('node:http').get('http://a.test');",
  ])('is not opened by the server’s routes with %s', async (code) => {
    expect(await isRefused('http/page.ts', code)).toBe(true);
  });

  test.each(['outbound/network.ts', 'providers/line.ts'])('may be opened by %s', async (file) => {
    expect(await isRefused(file, "import { connect } from 'node:tls';\nconnect(443, 'a.test');")).toBe(false);
  });

  test('is not needed to listen, nor to name what others opened', async () => {
    const code =
      "import { createServer, type IncomingMessage } from 'node:http';\nimport type { TLSSocket } from 'node:tls';\n" +
      'export const server = createServer();\nexport type Asked = [IncomingMessage, TLSSocket];';
    expect(await isRefused('http/listen.ts', code)).toBe(false);
  });
});
