import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoModel, startDemoModel } from '../../src/demo-model/server.ts';
import { call, type Caller } from '../../src/protocol/client.ts';
import { getConversation } from '../../src/protocol/conversations.ts';
import { applyEvents, type ConversationState, stateOf } from '../../src/protocol/fold.ts';
import { newId } from '../../src/protocol/ids.ts';
import { followStream } from '../../src/protocol/line.ts';
import { type Message, sendMessage } from '../../src/protocol/messages.ts';
import { conversationStreamPath } from '../../src/protocol/events.ts';

const main = new URL('../../src/cli/main.ts', import.meta.url).pathname;

describe('a server that is killed in the middle of an answer', () => {
  let dataDir: string;
  let upstream: DemoModel;
  let server: ChildProcess | undefined;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'inkstone-crash-'));
    upstream = await startDemoModel({ inspect: true });
  });

  afterEach(async () => {
    if (server) await kill(server);
    await upstream.close();
    rmSync(dataDir, { recursive: true });
  });

  async function start(): Promise<Caller> {
    const env = {
      ...process.env,
      INKSTONE_DATA_DIR: dataDir,
      INKSTONE_SECRET_FILE: join(dataDir, 'secret.key'),
      OPENAI_BASE_URL: upstream.url,
      LOG_LEVEL: 'silent',
      LC_ALL: 'C',
      PORT: '0',
    };
    server = spawn(process.execPath, [main, 'serve'], {
      env,
      cwd: dataDir,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: server.stdout! })) {
      const address = /http:\/\/localhost:\d+/.exec(line);
      if (address) return { origin: address[0], fetch };
    }
    throw new Error('the server ended before it listened');
  }

  it.each([0, 1, 2, 9, 40])('keeps every word that was shown, after %i tokens', async (shownTokens) => {
    const conversationId = newId();
    const caller = await start();
    const key = newId();
    const model = `openai/script:tokens=60&stepped=true&key=${key}`;
    const body = { id: newId(), parentId: null, text: 'count', model };
    const { answer } = await call(caller, sendMessage, { conversationId }, body);

    const reader = await follow(caller, conversationId);
    await upstream.findRequest((request) => request.key === key, AbortSignal.timeout(10_000));
    for (let token = 0; token < shownTokens; token++) {
      await upstream.step(key, 1, AbortSignal.timeout(10_000));
      await reader.until((text) => text.includes(`t${token}`));
    }
    await kill(server!);
    await reader.stop();

    const again = await start();
    const { messages, conversation } = await call(again, getConversation, { conversationId }, undefined, {
      query: {},
    });
    const stored = messages.find(({ id }) => id === answer.id)!;
    expect(textOf(stored)).toBe(reader.text());
    expect(stored.status).toBe('interrupted');
    expect(conversation.running).toBe(0);
    const { answer: same } = await call(again, sendMessage, { conversationId }, body);
    expect(same).toMatchObject({ id: answer.id, status: 'interrupted' });
    expect(upstream.requests().filter((request) => request.key === key)).toHaveLength(1);
  });
});

async function kill(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await ended;
}

function textOf(message: Message | undefined): string {
  return message?.parts.map(({ text }) => text).join('') ?? '';
}

/** Somebody who reads along, with the state folded as every client folds it. */
async function follow(caller: Caller, conversationId: string) {
  const stop = new AbortController();
  let state: ConversationState;
  const take = async (): Promise<string> => {
    const snapshot = await call(caller, getConversation, { conversationId }, undefined, { query: {} });
    state = stateOf(snapshot);
    return snapshot.offset;
  };
  const waiting: { fits: (text: string) => boolean; resolve: () => void }[] = [];
  const text = (): string => textOf(Object.values(state.messages).find(({ role }) => role === 'assistant'));
  const following = followStream(caller, conversationStreamPath(conversationId), {
    offset: await take(),
    onGone: take,
    signal: stop.signal,
    onEvents: (events) => {
      state = applyEvents(state, events);
      for (const { fits, resolve } of waiting) if (fits(text())) resolve();
    },
  });
  return {
    text,
    until: async (fits: (text: string) => boolean): Promise<void> => {
      if (fits(text())) return;
      await new Promise<void>((resolve) => waiting.push({ fits, resolve }));
    },
    stop: async (): Promise<void> => {
      stop.abort();
      await following;
    },
  };
}
