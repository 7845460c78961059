import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoModel, startDemoModel } from '../../src/demo-model/server.ts';
import { ApiError } from '../../src/protocol/errors.ts';
import { newId } from '../../src/protocol/ids.ts';
import { isLive, type Message, type NewMessage, textOf } from '../../src/protocol/messages.ts';
import { type ModelFacts, unknownFacts } from '../../src/protocol/model-facts.ts';
import type { ProviderKind } from '../../src/protocol/models.ts';
import { type AnswerLimits, readConfig } from '../../src/server/config.ts';
import { Generation } from '../../src/server/generation/generation.ts';
import { Journal } from '../../src/server/journal/journal.ts';
import { watchAnswer } from '../../src/server/journal/watch-answer.ts';
import { createLogger } from '../../src/server/logger.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { traitsOf } from '../../src/server/providers/traits.ts';
import { readAnswer } from '../../src/server/store/messages.ts';
import { readTraits } from '../../src/server/store/traits.ts';
import { openSqliteStore } from '../../src/server/store/sqlite.ts';
import type { Store } from '../../src/server/store/store.ts';

const user = 'local';
const logger = createLogger('silent');

/** How the demo model passes for another vendor's: by the first part of the model's name. */
const kinds: Record<string, ProviderKind> = { demo: 'demo', other: 'openai' };

/** The generation of answers on a store of its own, with the demo model as every vendor there is. */
export class GenerationRig implements AsyncDisposable {
  readonly demo: DemoModel;
  readonly #limits: Partial<AnswerLimits>;
  readonly #folders: string[] = [];
  /** What is known of every model. */
  facts: ModelFacts = unknownFacts;
  store!: Store;
  journal!: Journal;
  generation!: Generation;

  private constructor(demo: DemoModel, limits: Partial<AnswerLimits>) {
    this.demo = demo;
    this.#limits = limits;
  }

  static async start(limits: Partial<AnswerLimits> = {}): Promise<GenerationRig> {
    const rig = new GenerationRig(await startDemoModel({ inspect: true }), limits);
    await rig.#open(rig.#newFolder());
    return rig;
  }

  /** The end of the server as a person would end it, and the next start. */
  async restart(as: { cutOff: boolean } = { cutOff: true }): Promise<void> {
    await this.#close();
    await this.#open(this.#folders.at(-1)!, as);
  }

  /** The next start after a sudden end: on the files as they are at this moment. `null`: a start that comes to nothing. */
  async crash(as: { cutOff: boolean } | null = { cutOff: true }): Promise<void> {
    await this.journal.settled();
    const folder = this.#newFolder();
    cpSync(this.#folders.at(-2)!, folder, { recursive: true });
    await this.#close();
    await this.#open(folder, as);
  }

  question(model: string, overrides: Partial<NewMessage> = {}): NewMessage {
    const id = /^(demo|other)\//.test(model) ? model : `demo/${model}`;
    return { id: newId(), parentId: null, text: 'hello', model: id, ...overrides };
  }

  async ask(
    model: string,
    { conversationId = newId(), ...rest }: Partial<NewMessage> & { conversationId?: string } = {},
  ): Promise<Message> {
    return (await this.generation.send(user, conversationId, this.question(model, rest))).answer;
  }

  /** A question below an answer. */
  follow(above: Message, model: string, overrides: Partial<NewMessage> = {}): Promise<Message> {
    return this.ask(model, { ...overrides, conversationId: above.conversationId, parentId: above.id });
  }

  read(answerId: string): Promise<Message> {
    return readAnswer(this.store.read, user, answerId);
  }

  async until(answerId: string, fits: (answer: Message) => boolean): Promise<Message> {
    const signal = AbortSignal.timeout(6000);
    for (;;) {
      for await (const answer of watchAnswer(this, user, answerId, signal)) if (fits(answer)) return answer;
      signal.throwIfAborted();
      // Over, and not what was waited for: a further run may come.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  untilText(answerId: string, part: string): Promise<Message> {
    return this.until(answerId, (answer) => textOf(answer).includes(part));
  }

  ended(answerId: string, run = 1): Promise<Message> {
    return this.until(answerId, (answer) => answer.run === run && !isLive(answer));
  }

  /** What the model was asked, in order, titles left out. */
  requests() {
    return this.demo.requests().filter(({ body }) => !JSON.stringify(body ?? '').includes('Write a title'));
  }

  async upstreamClosed(): Promise<void> {
    await this.demo.findRequest(({ state }) => state === 'closed-by-client', AbortSignal.timeout(1000));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
    await this.demo.close();
    for (const folder of this.#folders) rmSync(folder, { recursive: true });
  }

  #newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'inkstone-generation-'));
    this.#folders.push(folder);
    return folder;
  }

  async #open(folder: string, as: { cutOff: boolean } | null = { cutOff: true }): Promise<void> {
    const metrics = new Metrics(logger);
    this.store = await openSqliteStore(folder);
    this.journal = await Journal.open(this.store, { logger, metrics });
    this.generation = new Generation({
      store: this.store,
      journal: this.journal,
      logger,
      metrics,
      limits: { ...readConfig({}, folder).limits, ...this.#limits },
      models: {
        resolve: (_, model) => this.#resolve(model ?? 'demo/demo'),
        defaultModel: () => Promise.resolve('demo/demo'),
      },
    });
    await this.generation.recover();
    if (as) this.generation.takeUp(as);
  }

  async #resolve(model: string) {
    const [, id = '', name = ''] = /^(\w+)\/(.*)$/.exec(model) ?? [];
    const kind = kinds[id];
    if (!kind) throw new ApiError('provider_not_found', model);
    const provider = { id, name: id, kind, baseUrl: this.demo.url, apiKey: null };
    const traits = traitsOf(await readTraits(this.store.read, user), model);
    const facts = { ...this.facts, context: traits.contextTokens ?? this.facts.context };
    return { provider, model: name, thinking: 'none' as const, facts, traits };
  }

  async #close(): Promise<void> {
    await this.generation.close();
    await this.journal.close();
    await this.store.close();
  }
}
