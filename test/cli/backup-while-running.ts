import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { call, type Caller } from '../../src/protocol/client.ts';
import { newId } from '../../src/protocol/ids.ts';
import { sendMessage } from '../../src/protocol/messages.ts';
import { backUp } from '../../src/server/store/backup.ts';
import { restore } from '../../src/server/store/restore.ts';
import { openWorkplace, type Workplace } from './command.ts';

interface Outcome {
  /** Messages that the server had acknowledged in all. */
  acknowledged: number;
  /** Backups that were restored and whose store passed its check. */
  restored: number;
  /** Messages that were acknowledged before a backup began, and that it does not hold. */
  missing: string[];
}

const askers = 3;
const model = 'openai/script:tokens=100&rate=100';

/**
 * Makes backups of a real server while it writes answers, each at a moment that the seed chooses, and restores every one
 * of them elsewhere.
 */
export async function backupWhileRunning({
  backups,
  seed,
}: {
  backups: number;
  seed: number;
}): Promise<Outcome> {
  await using place = await openWorkplace();
  const env = { INKSTONE_RUNNING_ANSWERS: '8', INKSTONE_QUEUED_ANSWERS: '10000' };
  const server = place.run(['--port', '0'], { env });
  const [, port] = await server.printed('out', /localhost:(\d+)/);
  const crowd = new Askers({ origin: `http://127.0.0.1:${port}`, fetch });
  const outcome: Outcome = { acknowledged: 0, restored: 0, missing: [] };
  const random = randomNumbers(seed);
  try {
    for (let number = 0; number < backups; number++) {
      await crowd.acknowledge(1 + Math.floor(random() * 12));
      const before = crowd.acknowledged.slice();
      const kept = await idsInBackup(place, number);
      outcome.restored += 1;
      outcome.missing.push(...before.filter((id) => !kept.has(id)));
    }
  } finally {
    await crowd.stop();
  }
  return { ...outcome, acknowledged: crowd.acknowledged.length };
}

async function idsInBackup({ folder, dataDir }: Workplace, number: number): Promise<Set<string>> {
  const made = await backUp(dataDir, folder, { version: 'test', now: new Date() });
  const restored = join(folder, `restored-${number}`);
  await restore(made.folder, restored);
  const db = new DatabaseSync(join(restored, 'inkstone.db'), { readOnly: true });
  const rows = db.prepare('SELECT id FROM message').all() as { id: string }[];
  db.close();
  for (const done of [made.folder, restored]) await rm(done, { recursive: true });
  return new Set(rows.map(({ id }) => id));
}

/** Some who ask one question after the other, each in a conversation of its own. */
class Askers {
  /** The ids of every question and answer that the server said to have stored. */
  readonly acknowledged: string[] = [];
  readonly #caller: Caller;
  readonly #all: Promise<void>[];
  #stopped = false;
  #next = Promise.withResolvers<void>();

  constructor(caller: Caller) {
    this.#caller = caller;
    this.#all = Array.from({ length: askers }, () => this.#ask());
  }

  /** Waits for so many further acknowledgements. */
  async acknowledge(count: number): Promise<void> {
    const enough = this.acknowledged.length + 2 * count;
    while (this.acknowledged.length < enough) await Promise.race([this.#next.promise, ...this.#all]);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#all);
  }

  async #ask(): Promise<void> {
    while (!this.#stopped) {
      const body = { id: newId(), answerId: newId(), parentId: null, text: 'Tell me of ink.', model };
      const { message, answer } = await call(this.#caller, sendMessage, { conversationId: newId() }, body);
      this.acknowledged.push(message.id, answer.id);
      this.#next.resolve();
      this.#next = Promise.withResolvers();
    }
  }
}

/** Marsaglia's xorshift: the same numbers for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
