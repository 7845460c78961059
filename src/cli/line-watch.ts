import type { LineStatus } from '../protocol/line.ts';
import type { NoticeCode } from '../protocol/notice.ts';
import type { Words } from './i18n/words.ts';
import type { Output } from './output.ts';

const silentForMs = 3_000;
const patienceMs = 2 * 60_000;

/** Tells when the line stays down, and gives up when it stays so for long: a script must not hang for ever. */
export class LineWatch {
  readonly #output: Output;
  readonly #words: Words;
  readonly #giveUp: () => void;
  #timers: NodeJS.Timeout[] = [];
  #told = false;
  #noticeTold = false;

  constructor(output: Output, words: Words, giveUp: () => void) {
    this.#output = output;
    this.#words = words;
    this.#giveUp = giveUp;
  }

  readonly onStatus = (status: LineStatus): void => {
    if (status === 'live') this.#lineIsBack();
    else if (this.#timers.length === 0) this.#lineIsDown();
  };

  /** Said once: the answer goes on by itself, or its end says that it does not. */
  readonly onNotice = (notice: NoticeCode | null): void => {
    if (notice === null || this.#noticeTold) return;
    this.#noticeTold = true;
    this.#output.note(
      notice === 'disk_full' ? this.#words.ask_diskFull : this.#words.ask_storageFailing,
      'yellow',
    );
  };

  end(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
  }

  #lineIsDown(): void {
    const tell = (): void => {
      this.#told = true;
      this.#output.note(this.#words.ask_lineLost, 'yellow');
    };
    this.#timers = [setTimeout(tell, silentForMs), setTimeout(this.#giveUp, patienceMs)];
  }

  #lineIsBack(): void {
    this.end();
    if (this.#told) this.#output.note(this.#words.ask_lineBack);
    this.#told = false;
  }
}
