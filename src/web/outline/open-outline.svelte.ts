import type { Outline } from './outline.svelte.ts';

/** The outline of the conversation that is open: its button stands in the page's bar, above the conversation. */
class OpenOutline {
  current = $state.raw<Outline | null>(null);

  /** Until it is told to stop. */
  show(outline: Outline): () => void {
    this.current = outline;
    return () => {
      if (this.current === outline) this.current = null;
    };
  }
}

export const openOutline = new OpenOutline();
