import { call } from '../../protocol/client.ts';
import { changeConversation, type Conversation } from '../../protocol/conversations.ts';
import type { AnswerOptions } from '../../protocol/messages.ts';
import type { ModelInfo, ProviderInfo } from '../../protocol/models.ts';
import { changeSettings } from '../../protocol/settings.ts';
import { failureSentence } from '../i18n/failure.ts';
import { keepText, keptText } from '../kept-text.ts';
import type { Session } from '../session.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { keepThinking, recallThinking } from './thinking-memory.ts';

const browserTexts = { getItem: keptText, setItem: keepText };

/** Which model answers next in a conversation, and whether it thinks first. */
export class ModelChoice {
  readonly #session: Session;
  readonly #conversation: () => Conversation | null;
  /** Chosen here, and shown instead of what is stored until the server's own word comes. Taken back if it failed. */
  #pending = $state.raw<{ conversationId: string | null; modelId: string; instead: string | null }>();
  #toggled = $state.raw<{ conversationId: string | null; thinking: boolean }>();

  /** `conversation`: the one that is open; null before the first message of a new one. */
  constructor(session: Session, conversation: () => Conversation | null) {
    this.#session = session;
    this.#conversation = conversation;
  }

  /** `provider/model`, to be sent with a message; null if there is no model at all. */
  get modelId(): string | null {
    const { settings, models } = this.#session;
    const pending = this.#pending;
    if (pending?.conversationId === this.#conversationId && pending.instead === this.#stored)
      return pending.modelId;
    return this.#stored ?? settings.defaultModel ?? models?.defaultModel ?? null;
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
    const conversationId = this.#conversationId;
    if (this.#toggled?.conversationId === conversationId) return this.#toggled.thinking;
    return recallThinking(browserTexts, conversationId);
  }

  set thinking(thinking: boolean) {
    const conversationId = this.#conversationId;
    keepThinking(browserTexts, conversationId, thinking);
    this.#toggled = { conversationId, thinking };
  }

  /** What is shown is what is sent: a model that can do both is always told which. */
  get options(): AnswerOptions {
    return this.canThink ? { thinking: this.thinking } : {};
  }

  get #conversationId(): string | null {
    return this.#conversation()?.id ?? null;
  }

  get #stored(): string | null {
    const conversation = this.#conversation();
    return conversation ? conversation.model : this.#session.settings.defaultModel;
  }

  /** For this conversation, and for those that will be new. */
  async choose(modelId: string): Promise<void> {
    const { caller } = this.#session;
    const conversationId = this.#conversationId;
    const pending = { conversationId, modelId, instead: this.#stored };
    this.#pending = pending;
    try {
      const ofConversation =
        conversationId === null
          ? undefined
          : call(caller, changeConversation, { conversationId }, { model: modelId });
      await Promise.all([ofConversation, call(caller, changeSettings, {}, { defaultModel: modelId })]);
    } catch (error) {
      toasts.show(failureSentence(error), { look: 'danger' });
      if (this.#pending === pending) this.#pending = undefined;
    }
  }
}
