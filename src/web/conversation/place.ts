import type { ModelChoice } from '../models/model-choice.svelte.ts';
import type { OpenConversation } from './conversation.svelte.ts';
import type { Branches } from './branches.svelte.ts';
import type { Outbox } from './outbox.svelte.ts';
import type { Queue } from './queue.svelte.ts';
import type { Rows } from './rows.svelte.ts';
import type { ScrollPosition } from './scroll.svelte.ts';
import { createContext } from 'svelte';

/** What the parts of one open conversation share. */
export interface Place {
  readonly conversation: OpenConversation;
  readonly outbox: Outbox;
  readonly queue: Queue;
  readonly branches: Branches;
  readonly choice: ModelChoice;
  readonly rows: Rows;
  readonly scroll: ScrollPosition;
  /** Gives text that was sent back to the message box. */
  giveBack(text: string): void;
  /** For a button that goes with its press: who uses a keyboard goes on in the message box. */
  goOn(): void;
}

export const [getPlace, setPlace] = createContext<Place>();
