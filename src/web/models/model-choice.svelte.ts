import { call } from '../../protocol/client.ts';
import { changeConversation, type Conversation } from '../../protocol/conversations.ts';
import { type AnswerOptions, combinedOptions } from '../../protocol/answer-options.ts';
import type { ModelInfo, ProviderInfo } from '../../protocol/models.ts';
import { changeSettings } from '../../protocol/settings.ts';
import { failureSentence } from '../i18n/failure.ts';
import type { Session } from '../session.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';

/** What was changed here, and is shown instead of what is stored until the server's own word comes. */
interface Pending<Value> {
  conversationId: string | null;
  value: Value;
  instead: Value;
}

export type WishChange = { [Name in keyof AnswerOptions]: AnswerOptions[Name] | undefined };

/** Which model answers next in a conversation, and how. */
export class ModelChoice {
  readonly #session: Session;
  readonly #conversation: () => Conversation | null;
  #pendingModel = $state.raw<Pending<string | null>>();
  #pendingWishes = $state.raw<Pending<AnswerOptions>>();

  /** `conversation`: the one that is open; null before the first message of a new one. */
  constructor(session: Session, conversation: () => Conversation | null) {
    this.#session = session;
    this.#conversation = conversation;
  }

  /** `provider/model`, to be sent with a message; null if there is no model at all. */
  get modelId(): string | null {
    const { settings, models } = this.#session;
    const known = this.#shown(this.#pendingModel, this.#stored);
    return known ?? settings.defaultModel ?? models?.defaultModel ?? null;
  }

  /** What is known of it; undefined for a name that is in nobody's list. */
  get model(): ModelInfo | undefined {
    return this.#session.models?.models.find(({ id }) => id === this.modelId);
  }

  get provider(): ProviderInfo | undefined {
    const providerId = this.modelId?.split('/', 1)[0];
    return this.#session.models?.providers.find(({ id }) => id === providerId);
  }

  get canThink(): boolean {
    return this.model?.thinking === 'hybrid';
  }

  get thinking(): boolean {
    return this.wanted.thinking ?? false;
  }

  /** How answers are wanted in this conversation, or in those that will be new. */
  get wishes(): AnswerOptions {
    return this.#shown(this.#pendingWishes, this.#storedWishes);
  }

  /** The same with what the person wants of this model everywhere. */
  get wanted(): AnswerOptions {
    const ofModel = this.modelId === null ? undefined : this.#session.settings.modelOptions[this.modelId];
    return combinedOptions(ofModel, this.wishes);
  }

  /** What is shown is what is sent: a model that can do both is always told whether to think. */
  get options(): AnswerOptions {
    return this.canThink ? { ...this.wishes, thinking: this.thinking } : this.wishes;
  }

  get #conversationId(): string | null {
    return this.#conversation()?.id ?? null;
  }

  get #stored(): string | null {
    const conversation = this.#conversation();
    return conversation ? conversation.model : this.#session.settings.defaultModel;
  }

  get #storedWishes(): AnswerOptions {
    return this.#conversation()?.options ?? this.#session.settings.options;
  }

  #shown<Value>(pending: Pending<Value> | undefined, stored: Value): Value {
    const stands =
      pending?.conversationId === this.#conversationId &&
      JSON.stringify(pending.instead) === JSON.stringify(stored);
    return stands ? pending.value : stored;
  }

  /** For this conversation, and for those that will be new. */
  async choose(modelId: string): Promise<void> {
    const pending = { conversationId: this.#conversationId, value: modelId, instead: this.#stored };
    this.#pendingModel = pending;
    const stored = await this.#store({ model: modelId }, { defaultModel: modelId });
    if (!stored && this.#pendingModel === pending) this.#pendingModel = undefined;
  }

  /** For this conversation; whether and how long to think is also kept for those that will be new. */
  async wish(change: WishChange): Promise<void> {
    const value = changed(this.wishes, change);
    const pending = { conversationId: this.#conversationId, value, instead: this.#storedWishes };
    this.#pendingWishes = pending;
    const { thinking, depth } = change;
    const kept = {
      ...('thinking' in change ? { thinking } : {}),
      ...('depth' in change ? { depth } : {}),
    };
    const forNew = this.#conversationId === null ? value : changed(this.#session.settings.options, kept);
    const stored = await this.#store({ options: value }, { options: forNew });
    if (!stored && this.#pendingWishes === pending) this.#pendingWishes = undefined;
  }

  /** `false`: it failed, and the person was told. */
  async #store(
    ofConversation: { model: string } | { options: AnswerOptions },
    ofSettings: { defaultModel: string } | { options: AnswerOptions },
  ): Promise<boolean> {
    const { caller } = this.#session;
    const conversationId = this.#conversationId;
    try {
      await Promise.all([
        conversationId === null
          ? undefined
          : call(caller, changeConversation, { conversationId }, ofConversation),
        call(caller, changeSettings, {}, ofSettings),
      ]);
      return true;
    } catch (error) {
      toasts.show(failureSentence(error), { look: 'danger' });
      return false;
    }
  }
}

/** What is set to undefined is left to the model again. */
function changed(options: AnswerOptions, change: WishChange): AnswerOptions {
  const entries = Object.entries({ ...options, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as AnswerOptions;
}
