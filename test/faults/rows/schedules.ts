import { call, type Caller } from '../../../src/protocol/client.ts';
import { getConversation } from '../../../src/protocol/conversations.ts';
import { conversationStreamPath } from '../../../src/protocol/events.ts';
import { applyEvents, type ConversationState, stateOf } from '../../../src/protocol/fold.ts';
import { newId } from '../../../src/protocol/ids.ts';
import { followStream } from '../../../src/protocol/line.ts';
import { isLive } from '../../../src/protocol/messages.ts';
import { ask, type Asked, grantAll, settledAnswer } from '../rig/ask.ts';
import { Conditions } from '../rig/conditions.ts';
import { type Finding, findIf } from '../rig/finding.ts';
import { difference, judge } from '../rig/oracle.ts';
import { Place } from '../rig/place.ts';
import { Random } from '../rig/random.ts';
import type { Row } from '../rig/row.ts';
import { saidIn, scripted } from '../rig/script.ts';

export const schedules: Row = {
  name: 'schedules',
  about:
    'random schedules of lines that break, offsets that are lost and tabs that are hidden: who reads sees what the undisturbed see',
  seeds: 10,
  async run(seed, form, tally) {
    const random = new Random(seed);
    await using place = await Place.open();
    for (let number = 0; number < (form === 'long' ? 100 : 8); number++) {
      const schedule = newSchedule(random);
      await tally.attempt(`seed ${seed}, schedule ${number}: ${schedule.join(' ')}`, (signal) =>
        follow(schedule, random, place, signal),
      );
    }
  },
};

/**
 * `token`: the model says one more. `break`: the line breaks where it is, perhaps within an event. `lose`: the reader no longer knows where
 * it was, or is of another store. `hide` and `show`: the tab lets go of its line, and comes back. `see`: all that was said is waited for.
 */
const steps = ['token', 'token', 'token', 'break', 'break', 'lose', 'hide', 'show', 'see'] as const;
type Step = (typeof steps)[number];

const newSchedule = (random: Random): Step[] =>
  Array.from({ length: 15 + random.below(40) }, () => random.pick(steps));

async function follow(
  schedule: readonly Step[],
  random: Random,
  place: Place,
  signal: AbortSignal,
): Promise<Finding[]> {
  const tokens = schedule.filter((step) => step === 'token').length;
  const asked = await ask(place.caller, scripted({ tokens: tokens + 1, key: newId() }), { signal });
  await using tab = await Tab.open(place.caller, asked, random);
  let said = 0;
  for (const step of schedule) {
    if (step === 'token') await place.demo.step(asked.script.key, 1, signal).then(() => said++);
    else if (step === 'see') await tab.see(asked.script.after[said]!, signal);
    else await tab[step]();
  }
  grantAll(place.demo, asked.script.key);
  return judgeTab(tab, asked, place, signal);
}

async function judgeTab(tab: Tab, asked: Asked, place: Place, signal: AbortSignal): Promise<Finding[]> {
  const stored = await settledAnswer(place.caller, asked, signal);
  tab.show();
  await tab.untilEnded(signal);
  await asked.reader.close();
  const whole = asked.script.after.at(-1)!;
  const { text } = tab;
  return [
    ...tab.findings,
    ...judge({ sent: whole, shown: text, stored }),
    ...findIf(text !== whole, text.length > whole.length ? 'double' : 'loss', () => difference(text, whole)),
  ];
}

/** A page that reads one answer, with a line that can be broken, and with nothing but its state when it comes back. */
class Tab implements AsyncDisposable {
  readonly findings: Finding[] = [];
  readonly #caller: Caller;
  readonly #asked: Asked;
  readonly #random: Random;
  readonly #conditions = new Conditions();
  #state: ConversationState | undefined;
  #offset = '';
  #breaks = new AbortController();
  #hides: AbortController | undefined;
  #following: Promise<void> = Promise.resolve();

  private constructor(caller: Caller, asked: Asked, random: Random) {
    this.#caller = caller;
    this.#asked = asked;
    this.#random = random;
  }

  static async open(caller: Caller, asked: Asked, random: Random): Promise<Tab> {
    const tab = new Tab(caller, asked, random);
    tab.#offset = await tab.#take();
    tab.show();
    return tab;
  }

  get text(): string {
    const answer = this.#state?.messages[this.#asked.body.answerId];
    return answer ? saidIn(answer) : '';
  }

  break(): void {
    this.#breaks.abort(new Error('the line broke'));
    this.#breaks = new AbortController();
  }

  /** Reads on from a place that is not there, or that is long gone. */
  lose(): void {
    if (!this.#hides) return;
    this.hide();
    this.#offset = this.#random.pick([
      '00000000-0000000000000001',
      this.#offset.replace(/\d{16}$/, '9'.repeat(16)),
    ]);
    this.show();
  }

  hide(): void {
    this.#hides?.abort();
    this.#hides = undefined;
  }

  show(): void {
    if (this.#hides) return;
    const hides = new AbortController();
    this.#hides = hides;
    this.#following = this.#following.then(() => this.#follow(hides.signal));
  }

  async see(text: string, signal: AbortSignal): Promise<void> {
    if (!this.#hides) return;
    await this.#conditions.until(
      `the tab to show ${text.slice(-20)}`,
      () => this.text.length >= text.length,
      signal,
    );
  }

  async untilEnded(signal: AbortSignal): Promise<void> {
    const answer = () => this.#state?.messages[this.#asked.body.answerId];
    await this.#conditions.until(
      'the tab to see the end',
      () => !isLive(answer() ?? { status: 'queued' }),
      signal,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hide();
    await this.#following;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { conversationId } = this.#asked;
    const caller = {
      origin: this.#caller.origin,
      fetch: breakable(this.#caller.fetch, () => this.#breaks.signal),
    };
    await followStream(caller, conversationStreamPath(conversationId), {
      offset: this.#offset,
      onGone: () => this.#take(),
      onEvents: (events) => this.#change(applyEvents(this.#state!, events)),
      signal,
      random: () => 0,
    });
  }

  /** Through whatever breaks: the line asks again until it is there. */
  async #take(): Promise<string> {
    const { conversationId } = this.#asked;
    const snapshot = await call(this.#caller, getConversation, { conversationId }, undefined, { query: {} });
    this.#change(stateOf(snapshot));
    return (this.#offset = snapshot.offset);
  }

  #change(state: ConversationState): void {
    const before = this.text;
    this.#state = state;
    if (!this.text.startsWith(before))
      this.findings.push({ kind: 'loss', what: `taken back: ${difference(before, this.text)}` });
    this.#conditions.changed();
  }
}

/** A network that breaks whatever is open when its signal says so. */
function breakable(through: typeof fetch, breaks: () => AbortSignal): typeof fetch {
  return (input, init) =>
    through(input, { ...init, signal: AbortSignal.any([breaks(), ...(init?.signal ? [init.signal] : [])]) });
}
