import type * as z from 'zod/mini';
import { call, UnreachableError } from '../../protocol/client.ts';
import { ApiError } from '../../protocol/errors.ts';
import { newId } from '../../protocol/ids.ts';
import { addProvider, type ProviderInfo, type QwenPlaceId } from '../../protocol/models.ts';
import { qwenPlaces } from '../../protocol/qwen-places.ts';
import type { Session } from '../session.svelte.ts';
import { cleanKey, keyProblem, type KeyProblem } from './key-text.ts';
import { presetOf, type PresetId } from './presets.ts';

type Body = z.infer<NonNullable<typeof addProvider.body>>;

/** How the last attempt went. */
export type Attempt =
  | { state: 'none' | 'checking' }
  | { state: 'failed'; error: ApiError | UnreachableError }
  | { state: 'saved'; provider: ProviderInfo; model: string; place: QwenPlaceId | undefined };

/** Where Qwen is asked: where the key is found to belong, at one of Alibaba's places, or at an address of one's own. */
export type Place = 'found' | QwenPlaceId | 'workspace';

/** The form that adds a model server: it is saved only after the server has had a real answer with it. */
export class NewProvider {
  #presetId = $state<PresetId>('qwen');
  #place = $state<Place>('found');
  /** Whether place, address and model are shown, to be chosen by hand. */
  byHand = $state(false);
  baseUrl = $state('');
  name = $state('');
  model = $state('');
  apiKey = $state('');
  attempt = $state.raw<Attempt>({ state: 'none' });
  /** Mistakes are told when somebody tries to save, not while they type. */
  #tried = $state(false);

  readonly #session: Session;
  #checking: AbortController | undefined;
  #sent: { id: string; content: string } | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  get presetId(): PresetId {
    return this.#presetId;
  }

  set presetId(id: PresetId) {
    this.#presetId = id;
    this.#place = 'found';
    this.byHand = false;
    this.baseUrl = presetOf(id).baseUrl;
    this.attempt = { state: 'none' };
    this.#tried = false;
  }

  get place(): Place {
    return this.#place;
  }

  set place(place: Place) {
    this.#place = place;
    this.baseUrl = qwenPlaces.find(({ id }) => id === place)?.baseUrl ?? '';
    this.attempt = { state: 'none' };
  }

  /** Whether the address is found by trying the key. */
  get isFound(): boolean {
    return this.#presetId === 'qwen' && this.#place === 'found';
  }

  get keyProblem(): KeyProblem | undefined {
    return this.#tried
      ? keyProblem(cleanKey(this.apiKey), presetOf(this.#presetId).key === 'needed')
      : undefined;
  }

  get baseUrlIsWrong(): boolean {
    return this.#tried && !this.isFound && !isAddress(this.baseUrl);
  }

  /** `presetName`: what it is called unless the person gave it a name. */
  async save(presetName: string): Promise<void> {
    this.#tried = true;
    if (this.baseUrlIsWrong) this.byHand = true;
    if (this.attempt.state === 'checking' || this.keyProblem || this.baseUrlIsWrong) return;
    this.attempt = { state: 'checking' };
    const checking = new AbortController();
    this.#checking = checking;
    const attempt = await this.#try(this.#body(presetName), checking.signal);
    if (this.#checking !== checking) return;
    this.attempt = attempt;
    if (attempt.state === 'saved') this.#forget();
  }

  /** Ends a check that takes too long for the person. */
  cancel(): void {
    this.#checking?.abort();
    this.#checking = undefined;
    this.attempt = { state: 'none' };
  }

  /** The key stays no longer than it is needed. */
  leave(): void {
    this.cancel();
    this.#forget();
  }

  async #try(body: Body, signal: AbortSignal): Promise<Attempt> {
    try {
      const { provider, model, place } = await call(this.#session.caller, addProvider, {}, body, { signal });
      void this.#session.refreshModels();
      return {
        state: 'saved',
        provider,
        model: model.startsWith(`${provider.id}/`) ? model : `${provider.id}/${model}`,
        place,
      };
    } catch (error) {
      if (signal.aborted) return { state: 'none' };
      if (error instanceof ApiError || error instanceof UnreachableError) return { state: 'failed', error };
      throw error;
    }
  }

  /** The same form sent again has the same id, so that a reply that was lost is not a second provider. */
  #body(presetName: string): Body {
    const { kind } = presetOf(this.#presetId);
    const model = this.model.trim();
    const content = {
      kind,
      name: this.name.trim() || presetName,
      ...(this.isFound ? {} : { baseUrl: this.baseUrl.trim().replace(/\/+$/, '') }),
      apiKey: cleanKey(this.apiKey),
      ...(model === '' ? {} : { model }),
    };
    const key = JSON.stringify(content);
    if (this.#sent?.content !== key) this.#sent = { id: newId(), content: key };
    return { id: this.#sent.id, ...content };
  }

  #forget(): void {
    this.apiKey = '';
    this.name = '';
    this.model = '';
    this.#sent = undefined;
    this.#tried = false;
  }
}

function isAddress(text: string): boolean {
  return /^https?:\/\/[^\s]+$/i.test(text.trim()) && URL.canParse(text.trim());
}
