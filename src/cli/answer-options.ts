import type { AnswerOptions, SearchWish, ThinkingDepth } from '../protocol/answer-options.ts';
import type { Words } from './i18n/words.ts';

/** The options that say how an answer is wanted, as they were written. */
export interface AnswerValues {
  think?: string;
  'no-think'?: boolean;
  search?: string;
  temperature?: string;
}

type Read = { options: AnswerOptions } | { wrong: (words: Words) => string };

const depths: Record<string, ThinkingDepth | undefined> = { low: 'low', medium: 'medium', high: 'high' };
const searches: Record<string, SearchWish | undefined> = { auto: 'auto', always: 'always', off: 'off' };

/** What stands for an option that was written without its value; the parser knows none that may go without. */
const bare: Record<string, string> = { '--think': '--think=on', '--search': '--search=auto' };

/** Behind `--` stands the question, whatever it looks like. */
export function withValues(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.map((arg, index) => (end >= 0 && index > end ? arg : (bare[arg] ?? arg)));
}

/** How an answer is wanted, or what is wrong with what was written. */
export function answerOptions({ think, 'no-think': noThink, search, temperature }: AnswerValues): Read {
  if (think !== undefined && noThink) return { wrong: (words) => words.usage_thinkAndNot };
  const depth = think === undefined ? undefined : depths[think];
  if (think !== undefined && think !== 'on' && !depth) return { wrong: (words) => words.usage_think(think) };
  const wish = search === undefined ? undefined : searches[search];
  if (search !== undefined && !wish) return { wrong: (words) => words.usage_search(search) };
  const degree = temperature === undefined ? undefined : degreeIn(temperature);
  if (degree === null) return { wrong: (words) => words.usage_temperature(temperature!) };
  return {
    options: {
      ...(think === undefined ? {} : { thinking: true }),
      ...(noThink ? { thinking: false } : {}),
      ...(depth ? { depth } : {}),
      ...(wish ? { search: wish } : {}),
      ...(degree === undefined ? {} : { temperature: degree }),
    },
  };
}

function degreeIn(text: string): number | null {
  const degree = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return degree <= 2 ? degree : null;
}
