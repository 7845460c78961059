import type { Component } from 'svelte';
import { pause } from '../back-off.ts';
import type { GrowingText } from './growing-text.ts';

type MarkdownComponent = Component<{ text: GrowingText; live: boolean; seams: readonly number[] }>;

/** After that the page is from another time than its server: text stays plain until it is loaded again. */
const maxTries = 6;
const firstDelayMs = 1_000;

let component = $state.raw<MarkdownComponent>();
let isLoading = false;

/** Loads the Markdown half of the page, once: a page without messages does without. Text is shown plain until then. */
export async function loadMarkdown(): Promise<void> {
  if (isLoading || component) return;
  isLoading = true;
  for (let attempt = 0; attempt < maxTries && !component; attempt++) {
    if (attempt > 0) await pause(firstDelayMs * 2 ** attempt);
    component = await imported();
  }
  isLoading = false;
}

async function imported(): Promise<MarkdownComponent | undefined> {
  try {
    return (await import('./Markdown.svelte')).default;
  } catch (error) {
    // The server is away, or has another version: the browser says no more than that it could not be fetched.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

export const loadedMarkdown = (): MarkdownComponent | undefined => component;
