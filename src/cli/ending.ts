import { asksForTool, type Message } from '../protocol/messages.ts';
import { answerSentences } from './failure.ts';
import type { Words } from './i18n/words.ts';
import type { Output } from './output.ts';

/** Says how an answer ended, where that is worth a word; whether it is whole. */
export function tellEnding(answer: Message, { output, words, stoppedHere }: EndingScene): boolean {
  switch (answer.status) {
    case 'stopped':
      output.note(stoppedHere ? words.ask_stopped : words.ask_stoppedElsewhere, 'yellow');
      return false;
    case 'interrupted':
      output.fault(words.ask_interrupted);
      return false;
    case 'failed':
      tellFailure(answer, output, words);
      return false;
    default:
      if (answer.finishReason === 'length') output.note(words.ask_cutByLength, 'yellow');
      else if (asksForTool(answer)) output.note(words.ask_wantsTool, 'yellow');
      return true;
  }
}

interface EndingScene {
  output: Output;
  words: Words;
  /** Whether it was this command that stopped it. */
  stoppedHere: boolean;
}

function tellFailure({ error }: Message, output: Output, words: Words): void {
  const [sentence, ...details] = error ? answerSentences(error, words) : [words.errors.upstream_failed];
  output.fault(sentence!);
  for (const detail of details) output.note(detail);
}
