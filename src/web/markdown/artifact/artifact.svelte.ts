import { artifactDocument } from './artifact-document.ts';

/** So many run at a time; one more ends the one that was started first. */
const maxRunning = 4;
const running: Artifact[] = [];

/** A block of HTML or SVG: its source, and what it shows once a person starts it. */
export class Artifact {
  readonly type = 'artifact';
  readonly isPicture: boolean;
  readonly #extension: string;
  #document = $state<string | null>(null);
  /** How often it was started; 0: it does not run. */
  #run = $state(0);
  #starts = 0;
  #asksForSource = $state(false);

  /** `extension`: that of its language. */
  constructor(extension: string) {
    this.#extension = extension;
    this.isPicture = extension !== 'html';
  }

  /** All of it has come. */
  close(source: string): void {
    this.#document = artifactDocument(this.#extension, source);
  }

  /** What runs when it is started; null: nothing does. */
  get document(): string | null {
    return this.#document;
  }

  /** Another number with every start; 0: it does not run. */
  get run(): number {
    return this.#run;
  }

  get showsSource(): boolean {
    return this.#run === 0 || this.#asksForSource;
  }

  toggleSource(): void {
    this.#asksForSource = !this.#asksForSource;
  }

  /** From its beginning, also while it runs. */
  start(): void {
    this.stop();
    this.#run = ++this.#starts;
    this.#asksForSource = false;
    running.push(this);
    if (running.length > maxRunning) running[0]?.stop();
  }

  stop(): void {
    this.#run = 0;
    const index = running.indexOf(this);
    if (index !== -1) running.splice(index, 1);
  }

  dispose(): void {
    this.stop();
  }
}
