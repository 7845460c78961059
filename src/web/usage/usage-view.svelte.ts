import { call, type Caller } from '../../protocol/client.ts';
import { downloadUsage, getUsage, type UsageReply } from '../../protocol/usage.ts';
import { failureSentence } from '../i18n/failure.ts';
import { language } from '../i18n/i18n.svelte.ts';

export const ranges = ['7', '30', '90', 'all'] as const;
export type Range = (typeof ranges)[number];

const daysOf = (range: Range): { days?: number } => (range === 'all' ? {} : { days: Number(range) });

/** What the page of usage shows: of one time, read anew when another is chosen. */
export class UsageView {
  range = $state<Range>('30');
  /** null until it is there. */
  reply = $state.raw<UsageReply | null>(null);
  failure = $state('');
  readonly #caller: Caller;
  readonly #timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  #asked = 0;

  constructor(caller: Caller) {
    this.#caller = caller;
    void this.#read();
  }

  choose(range: Range): void {
    this.range = range;
    void this.#read();
  }

  get downloadPath(): string {
    const { range, timeZone } = { range: this.range, timeZone: this.#timeZone };
    const query = { ...daysOf(range), timeZone, language: language.locale };
    return `${downloadUsage.path}?${new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]))}`;
  }

  /** What comes after another time was chosen is not of that time. */
  async #read(): Promise<void> {
    const asked = ++this.#asked;
    this.failure = '';
    const query = { ...daysOf(this.range), timeZone: this.#timeZone };
    try {
      const reply = await call(this.#caller, getUsage, {}, undefined, { query });
      if (asked === this.#asked) this.reply = reply;
    } catch (error) {
      if (asked === this.#asked) this.failure = failureSentence(error);
    }
  }
}
