import type { Component } from 'svelte';

type MarkdownComponent = Component<{ text: string; live: boolean }>;

let component = $state.raw<MarkdownComponent>();
let loading: Promise<void> | undefined;

/** Loads the Markdown half of the page, once: a page without messages does without. Text is shown plain until then. */
export function loadMarkdown(): Promise<void> {
  loading ??= import('./Markdown.svelte').then(
    (module) => {
      component = module.default;
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

export const loadedMarkdown = (): MarkdownComponent | undefined => component;
