import { isLive, type Message, textOf } from '../../protocol/messages.ts';
import { t } from '../i18n/i18n.svelte.ts';
import { finishedSentences, withoutMarks } from './speech.ts';

/** A steady pace: a reader who is interrupted with every word hears none. */
const paceMs = 2_000;

/** Tells a screen reader of an answer that is being written: that it begins, its sentences, how it ended. */
export class Announcer {
  /** For a polite live region. */
  words = $state('');
  #answerId: string | undefined;
  #next = 0;
  /** As it was last shown. */
  #running: Message | undefined;
  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Called with the messages that are shown whenever they change. What was there before this page came to an answer
   * (`lengthTaken`, in characters) is not read out: the reader can go there.
   */
  follow(path: readonly Message[], lengthTaken: (answerId: string) => number): void {
    const followed = path.find(({ id }) => id === this.#answerId);
    // First how that one did: the next may begin in the same moment.
    if (followed && !isLive(followed)) this.#tell(followed);
    const running = path.find(({ status }) => status === 'running');
    this.#running = undefined;
    if (!running) return;
    if (running.id !== this.#answerId)
      this.#begin(running.id, Math.max(lengthTaken(running.id), running.seams.at(-1) ?? 0));
    this.#tell(running);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** While it goes on it is read at the pace at which it is told, not with every token: to read it costs its length. */
  #tell(answer: Message): void {
    this.#running = answer;
    if (isLive(answer)) return this.#beginPace();
    this.#takeSentences(answer);
    const rest = withoutMarks(textOf(answer).slice(this.#next));
    if (rest) this.#waiting.push(rest);
    this.#running = undefined;
    this.#answerId = undefined;
    this.#say(endOf(answer));
  }

  #begin(answerId: string, from: number): void {
    this.#answerId = answerId;
    this.#next = from;
    this.#say(t('answer_spoken_start'));
  }

  #say(words: string): void {
    this.#waiting.push(words);
    this.#beginPace();
  }

  #beginPace(): void {
    if (this.#timer === undefined) this.#speak();
  }

  #speak(): void {
    this.#timer = undefined;
    if (this.#running) this.#takeSentences(this.#running);
    if (this.#waiting.length > 0) this.words = this.#waiting.join(' ');
    else if (!this.#running) return;
    this.#waiting = [];
    this.#timer = setTimeout(() => this.#speak(), paceMs);
  }

  #takeSentences(answer: Message): void {
    const { spoken, next } = finishedSentences(textOf(answer), this.#next);
    this.#next = next;
    if (spoken) this.#waiting.push(spoken);
  }
}

function endOf({ status }: Message): string {
  if (status === 'complete') return t('answer_spoken_end');
  return status === 'stopped' ? t('answer_spoken_stopped') : t('answer_spoken_failed');
}
