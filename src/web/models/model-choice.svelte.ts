import { type AnswerOptions, combinedOptions, type SearchWish } from '../../protocol/answer-options.ts';
import { call } from '../../protocol/client.ts';
import { changeConversation, type Conversation } from '../../protocol/conversations.ts';
import type { ModelInfo, ProviderInfo, SearchAbility } from '../../protocol/models.ts';
import { changeSettings } from '../../protocol/settings.ts';
import { failureSentence } from '../i18n/failure.ts';
import type { Session } from '../session.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { PendingChoice } from './pending-choice.svelte.ts';

type WishChange = { [Name in keyof AnswerOptions]?: AnswerOptions[Name] | undefined };

/** Which model answers next in a conversation, and how. */
export class ModelChoice {
  readonly #session: Session;
  readonly #conversation: () => Conversation | null;
  readonly #model: PendingChoice<string | null>;
  readonly #wishes: PendingChoice<AnswerOptions>;
  readonly #ofModel: PendingChoice<AnswerOptions>;

  /** `conversation`: the one that is open; null before the first message of a new one. */
  constructor(session: Session, conversation: () => Conversation | null) {
    this.#session = session;
    this.#conversation = conversation;
    const of = (): string | null => conversation()?.id ?? null;
    this.#model = new PendingChoice(of, () => this.#storedModel);
    this.#wishes = new PendingChoice(of, () => conversation()?.options ?? session.settings.options);
    this.#ofModel = new PendingChoice(of, () => session.settings.modelOptions[this.modelId ?? ''] ?? {});
  }

  /** `provider/model`, to be sent with a message; null if there is no model at all. */
  get modelId(): string | null {
    const { settings, models } = this.#session;
    return this.#model.value ?? settings.defaultModel ?? models?.defaultModel ?? null;
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

  /** Of a name that is in nobody's list, what its server can. */
  get searchAbility(): SearchAbility {
    const kind = this.provider?.kind;
    return this.model?.takes.search ?? (kind === 'dashscope' || kind === 'demo' ? 'unknown' : 'none');
  }

  /** Off where the model cannot. */
  get search(): SearchWish {
    return this.searchAbility === 'none' ? 'off' : (this.wanted.search ?? 'off');
  }

  /** How answers are wanted in this conversation, or in those that will be new. */
  get wishes(): AnswerOptions {
    return this.#wishes.value;
  }

  /** Whether anything but the switches of thinking and searching is set here. */
  get hasWishes(): boolean {
    return Object.keys(this.wishes).some((name) => name in leftToModel);
  }

  /** What the person wants of this model everywhere. */
  get ofModel(): AnswerOptions {
    return this.#ofModel.value;
  }

  get wanted(): AnswerOptions {
    return combinedOptions(this.ofModel, this.wishes);
  }

  /** What is shown is what is sent: a model that can do both is always told whether to think, and one that cannot search not to. */
  get options(): AnswerOptions {
    const thinking = this.canThink ? { thinking: this.thinking } : {};
    const search = this.wanted.search === undefined ? {} : { search: this.search };
    return { ...this.wishes, ...thinking, ...search };
  }

  get #storedModel(): string | null {
    const conversation = this.#conversation();
    return conversation ? conversation.model : this.#session.settings.defaultModel;
  }

  /** For this conversation, and for those that will be new. */
  choose(modelId: string): Promise<void> {
    return this.#model.choose(modelId, () => this.#store({ model: modelId }, { defaultModel: modelId }));
  }

  /** For this conversation; whether and how long to think is also kept for those that will be new. */
  wish(change: WishChange): Promise<void> {
    const options = changed(this.wishes, change);
    const forNew = this.#conversation()
      ? changed(this.#session.settings.options, ofThinking(change))
      : options;
    return this.#wishes.choose(options, () => this.#store({ options }, { options: forNew }));
  }

  /** From now on, in every conversation that does not say otherwise; nothing: it is left to the model. */
  async keepForModel(options: AnswerOptions): Promise<void> {
    const { modelId } = this;
    if (modelId === null) return;
    const { caller, settings } = this.#session;
    const { [modelId]: before, ...others } = settings.modelOptions;
    const isNothing = Object.keys(options).length === 0;
    const modelOptions = isNothing ? others : { ...others, [modelId]: options };
    await this.#ofModel.choose(options, () => told(call(caller, changeSettings, {}, { modelOptions })));
  }

  #store(
    ofConversation: { model: string } | { options: AnswerOptions },
    ofSettings: { defaultModel: string } | { options: AnswerOptions },
  ): Promise<boolean> {
    const { caller } = this.#session;
    const conversationId = this.#conversation()?.id;
    const here =
      conversationId === undefined
        ? undefined
        : call(caller, changeConversation, { conversationId }, ofConversation);
    return told(Promise.all([here, call(caller, changeSettings, {}, ofSettings)]));
  }
}

/** `false`: it failed, and the person was told. */
async function told(stored: Promise<unknown>): Promise<boolean> {
  try {
    await stored;
    return true;
  } catch (error) {
    toasts.show(failureSentence(error), { look: 'danger' });
    return false;
  }
}

/** All that a person can set but the switches of thinking and searching, set to nothing. */
export const leftToModel = {
  depth: undefined,
  temperature: undefined,
  topP: undefined,
  maxTokens: undefined,
  seed: undefined,
  stop: undefined,
  json: undefined,
  searchStrategy: undefined,
} satisfies WishChange;

/** What is set to undefined is left to the model again. */
function changed(options: AnswerOptions, change: WishChange): AnswerOptions {
  const entries = Object.entries({ ...options, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as AnswerOptions;
}

function ofThinking(change: WishChange): WishChange {
  const entries = Object.entries(change).filter(([name]) => name === 'thinking' || name === 'depth');
  return Object.fromEntries(entries) as WishChange;
}

/** Whatever the order of their names. */
export function isSame(one: AnswerOptions, other: AnswerOptions): boolean {
  const sorted = (options: AnswerOptions): string => JSON.stringify(Object.entries(options).toSorted());
  return sorted(one) === sorted(other);
}
