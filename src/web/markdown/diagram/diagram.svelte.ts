import type { Drawing } from '../../frame/messages.ts';
import { saveBytes, saveFile } from '../code/save-file.ts';
import { drawer, type Failure } from './drawer.ts';
import type { LastDrawings, Place } from './last-drawings.ts';
import { presentLook } from './look.svelte.ts';

const fileName = 'diagram';

/** A block of Mermaid: its source until it is whole, then what it draws. */
export class Diagram {
  readonly type = 'diagram';
  readonly #place: Place;
  #source = $state<string | null>(null);
  #drawing = $state.raw<Drawing | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #asksForSource = $state(false);
  /** For which colours and which attempt it was drawn, or could not be. */
  #settledFor = '';

  constructor(lastDrawings: LastDrawings) {
    this.#place = lastDrawings.take();
  }

  /** All of it has come. */
  close(source: string): void {
    this.#source = source;
  }

  /** Whether there is something to draw. */
  get isWhole(): boolean {
    return this.#source !== null;
  }

  /** The last one that could be drawn. */
  get drawing(): Drawing | null {
    return this.#drawing;
  }

  /** Why the source that there is now is not drawn. */
  get failure(): Failure | null {
    return this.#failure;
  }

  get showsSource(): boolean {
    return this.#drawing === null || this.#asksForSource;
  }

  toggleSource(): void {
    this.#asksForSource = !this.#asksForSource;
  }

  /** Draws it in the page's present colours, once for each attempt. Aborted before its turn it is not drawn. */
  async draw(attempt: number, signal: AbortSignal): Promise<void> {
    const look = presentLook();
    const wanted = `${look.isDark} ${attempt}`;
    if (this.#source === null || this.#settledFor === wanted) return;
    const outcome = await drawer.draw(this.#source, look, signal);
    if (outcome === null) return;
    this.#settledFor = wanted;
    if (outcome.type === 'drawn') this.#place.drawing = outcome.drawing;
    this.#failure = outcome.type === 'drawn' ? null : outcome;
    this.#drawing = this.#place.drawing;
  }

  saveSvg(): void {
    if (this.#drawing) saveFile(`${fileName}.svg`, this.#drawing.svg, 'image/svg+xml');
  }

  /** False where the browser cannot make the picture. */
  async savePng(): Promise<boolean> {
    const png = this.#drawing && (await drawer.png(this.#drawing));
    if (png) saveBytes(`${fileName}.png`, png);
    return png !== null;
  }

  dispose(): void {
    this.#place.isTaken = false;
  }
}
