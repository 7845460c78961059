import type { ModelChoice } from '../models/model-choice.svelte.ts';
import type { OpenConversation } from './conversation.svelte.ts';
import type { Branches } from './branches.svelte.ts';
import type { Outbox } from './outbox.svelte.ts';
import { createContext } from 'svelte';

/** What the parts of one open conversation share. */
export interface Place {
  readonly conversation: OpenConversation;
  readonly outbox: Outbox;
  readonly branches: Branches;
  readonly choice: ModelChoice;
}

export const [getPlace, setPlace] = createContext<Place>();
