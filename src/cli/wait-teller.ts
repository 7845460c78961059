import type { ErrorCode } from '../protocol/errors.ts';
import type { Message, Waiting } from '../protocol/messages.ts';
import type { Words } from './i18n/words.ts';
import type { Output } from './output.ts';

/** Says once of each wait why the model is not asked yet, and when it will be. */
export class WaitTeller {
  readonly #output: Output;
  readonly #words: Words;
  #told: number | null | undefined;

  constructor(output: Output, words: Words) {
    this.#output = output;
    this.#words = words;
  }

  tell({ waiting }: Message): void {
    if (waiting && waiting.untilMs !== this.#told) this.#output.note(waitSentence(waiting, this.#words));
    this.#told = waiting?.untilMs;
  }
}

function waitSentence({ untilMs, error }: Waiting, words: Words): string {
  const reason = reasonOf(error.code, words);
  if (untilMs === null) return words.wait_behind(reason);
  const seconds = Math.ceil((untilMs - Date.now()) / 1000);
  return seconds > 0 ? words.wait_againIn(reason, seconds) : words.wait_again(reason);
}

function reasonOf(code: ErrorCode, words: Words): string {
  switch (code) {
    case 'rate_limited':
      return words.wait_requests;
    case 'burst_limited':
      return words.wait_burst;
    case 'tokens_limited':
      return words.wait_tokens;
    case 'overloaded':
      return words.wait_overloaded;
    default:
      return words.wait_failed;
  }
}
