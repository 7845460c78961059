import { type AnswerOptions, combinedOptions } from '../protocol/answer-options.ts';
import { call, type Caller } from '../protocol/client.ts';
import {
  changeConversation,
  type Conversation,
  createConversation,
  getConversation,
  listConversations,
} from '../protocol/conversations.ts';
import { newId } from '../protocol/ids.ts';
import { getSettings } from '../protocol/settings.ts';
import { isLive, maxQuestionBytes, type Message, wholePart } from '../protocol/messages.ts';
import { AnswerPrinter } from './answer-printer.ts';
import { printRest } from './answer-rest.ts';
import { type Change, changeElsewhere } from './elsewhere.ts';
import { tellEnding } from './ending.ts';
import { exchange, type Scene, watchToTheEnd } from './exchange.ts';
import { CommandError } from './failure.ts';
import type { Words } from './i18n/words.ts';
import { type Interrupt, onInterrupt } from './interrupt.ts';
import type { Output } from './output.ts';

interface Surroundings {
  output: Output;
  words: Words;
  /** Aborted when the person leaves, in the middle of an answer or not. */
  left: AbortSignal;
  leave(signal: Interrupt): void;
}

/** One conversation at a time, as the person has it before them. */
export class ChatSession {
  readonly caller: Caller;
  readonly #surroundings: Surroundings;
  #conversationId = newId();
  /** Whether the server knows the conversation: it is created with its first question. */
  #isStored = false;
  #leafId: string | null = null;
  #model: string | null = null;
  #systemPrompt: string | null = null;
  #options: AnswerOptions | null = null;

  constructor(caller: Caller, surroundings: Surroundings) {
    this.caller = caller;
    this.#surroundings = surroundings;
  }

  /** Chosen for this conversation, as `provider/model`. */
  get model(): string | null {
    return this.#model;
  }

  /** A new conversation, with the model and the instructions of this one. */
  begin(): void {
    this.#conversationId = newId();
    this.#isStored = false;
    this.#leafId = null;
  }

  async setModel(model: string): Promise<void> {
    if (this.#isStored) await this.#change({ model });
    this.#model = model;
  }

  async setSystem(systemPrompt: string | null): Promise<void> {
    if (this.#isStored) await this.#change({ systemPrompt });
    this.#systemPrompt = systemPrompt;
  }

  /** How answers are wanted from now on, here and in every conversation that is begun or gone on with. */
  want(options: AnswerOptions): void {
    this.#options = options;
  }

  /** Goes on with the conversation used last, and gives its questions, the oldest first. */
  async continueLast(): Promise<string[]> {
    const { output, words } = this.#surroundings;
    const { conversations } = await call(this.caller, listConversations, {}, undefined, {
      query: { limit: 1 },
    });
    const [last] = conversations;
    if (!last) {
      output.note(words.chat_nothingToContinue);
      return [];
    }
    return this.#open(last);
  }

  /** Waits until somebody else changes what was shown here; null if the signal is aborted before. */
  async changeElsewhere(signal: AbortSignal): Promise<Change | null> {
    if (!this.#isStored) return null;
    const shown = { conversationId: this.#conversationId, leafId: this.#leafId };
    return changeElsewhere(this.caller, shown, signal);
  }

  /** Shows what was changed elsewhere, so that the next question follows on what everybody sees. */
  async showChange(change: Change): Promise<void> {
    const { output, words } = this.#surroundings;
    if (change === 'deleted') {
      output.note(words.errors.conversation_not_found, 'yellow');
      return this.begin();
    }
    const query = { limit: 2 };
    const { conversation, messages, offset } = await call(
      this.caller,
      getConversation,
      { conversationId: this.#conversationId },
      undefined,
      { query },
    );
    this.#leafId = conversation.leafId;
    await this.#showLast(messages, offset);
  }

  /** Asks and shows the answer. Ctrl-C stops it. */
  async ask(text: string): Promise<void> {
    if (Buffer.byteLength(text) > maxQuestionBytes)
      throw new CommandError((words) => words.ask_questionTooLong);
    await this.#store();
    const question = { conversationId: this.#conversationId, parentId: this.#leafId, text };
    await this.#show((scene, show) => exchange(this.caller, question, scene, show));
  }

  async #open({ id, title }: Conversation): Promise<string[]> {
    const { output, words } = this.#surroundings;
    const query = { limit: 200 };
    const { conversation, messages, offset } = await call(
      this.caller,
      getConversation,
      { conversationId: id },
      undefined,
      { query },
    );
    this.#conversationId = id;
    this.#isStored = true;
    this.#leafId = conversation.leafId;
    if (this.#hasChoices) await this.#change(this.#choices(conversation.options));
    this.#model ??= conversation.model;
    output.note(words.chat_continued(title || words.chat_untitled));
    await this.#showLast(messages, offset);
    return messages.filter(({ role }) => role === 'user').map((message) => wholePart(message, 'text'));
  }

  /** The last question with its answer, so that one knows where one is; an answer that is being written goes on. */
  async #showLast(messages: readonly Message[], offset: string): Promise<void> {
    const { output } = this.#surroundings;
    const question = messages.findLast(({ role }) => role === 'user');
    const answer = messages.at(-1);
    if (question) output.note(`› ${wholePart(question, 'text')}`);
    if (answer?.role !== 'assistant') return;
    const { conversationId } = answer;
    if (!isLive(answer)) {
      output.text(wholePart(answer, 'text'));
      return output.endLine();
    }
    await this.#show((scene, onChange) => {
      onChange(answer);
      return watchToTheEnd(
        this.caller,
        { conversationId, answerId: answer.id, offset, answer, onChange },
        scene,
      );
    });
  }

  async #show(follow: (scene: Scene, show: (answer: Message) => void) => Promise<Message>): Promise<void> {
    const { output, words, left, leave } = this.#surroundings;
    const unwanted = new AbortController();
    const stop = (): void => unwanted.abort();
    left.addEventListener('abort', stop, { once: true });
    const listenNoMore = onInterrupt((signal) => {
      stop();
      // Ctrl-C means the answer, everything else the whole chat.
      if (signal !== 'SIGINT') leave(signal);
    });
    const printer = new AnswerPrinter(output);
    const show = (answer: Message): void => {
      this.#leafId = answer.id;
      printer.print(answer);
    };
    try {
      const answer = await follow({ output, words, unwanted: unwanted.signal }, show);
      printRest(answer, output, words);
      output.endLine();
      tellEnding(answer, { output, words, stoppedHere: unwanted.signal.aborted });
    } finally {
      listenNoMore();
      left.removeEventListener('abort', stop);
    }
  }

  get #hasChoices(): boolean {
    return this.#model !== null || this.#systemPrompt !== null || this.#options !== null;
  }

  /** `before`: how answers are wanted where nothing was said here. */
  #choices(before: AnswerOptions): { model?: string; systemPrompt?: string; options?: AnswerOptions } {
    return {
      ...(this.#model === null ? {} : { model: this.#model }),
      ...(this.#systemPrompt === null ? {} : { systemPrompt: this.#systemPrompt }),
      ...(this.#options === null ? {} : { options: combinedOptions(before, this.#options) }),
    };
  }

  /** Where something was chosen for the conversation, it is there before its first question. */
  async #store(): Promise<void> {
    if (!this.#isStored && this.#hasChoices) {
      const { settings } = await call(this.caller, getSettings, {}, undefined);
      const choices = this.#choices(settings.options);
      await call(this.caller, createConversation, {}, { id: this.#conversationId, ...choices });
    }
    this.#isStored = true;
  }

  async #change(change: {
    model?: string | null;
    systemPrompt?: string | null;
    options?: AnswerOptions;
  }): Promise<void> {
    await call(this.caller, changeConversation, { conversationId: this.#conversationId }, change);
  }
}
