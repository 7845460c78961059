import type { AnswerOptions } from '../../protocol/answer-options.ts';
import type { ModelTakes } from '../../protocol/models.ts';

type NumberName = 'temperature' | 'topP' | 'maxTokens' | 'seed';

/** A number that a model can be told, with its bounds. */
export interface NumberField {
  name: NumberName;
  min: number;
  /** Null: nobody knows. */
  max: number | null;
  whole: boolean;
}

/** Only those that the model takes. */
export function numberFields({ temperature, topP, maxTokens, seed }: ModelTakes): NumberField[] {
  const fields: (NumberField | null)[] = [
    temperature && { name: 'temperature', ...temperature, whole: false },
    topP && { name: 'topP', min: Math.max(topP.min, 0.01), max: topP.max, whole: false },
    { name: 'maxTokens', min: 1, max: maxTokens, whole: true },
    seed ? { name: 'seed', min: 0, max: 2 ** 31 - 1, whole: true } : null,
  ];
  return fields.filter((field) => field !== null);
}

/** Undefined: left to the model. Null: not a number within the bounds. A decimal comma and full-width digits are understood. */
export function readNumber(
  text: string,
  { min, max, whole }: Omit<NumberField, 'name'>,
): number | undefined | null {
  const plain = text.normalize('NFKC').trim().replace(',', '.');
  if (plain === '') return undefined;
  const number = /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
  const fits = number >= min && number <= (max ?? Infinity) && (!whole || Number.isInteger(number));
  return fits ? number : null;
}

/** One a line. Undefined: none. Null: more than the model takes, or one that is too long. */
export function readStopWords(text: string, most: number): AnswerOptions['stop'] | null {
  const words = text.split(/\r?\n/).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  return words.length <= most && words.every((word) => word.length <= 100) ? words : null;
}
