import { asArray, asObject, type Wire } from './wire.ts';

/**
 * DashScope's own protocol, brought to the shape of the compatible one: `output.choices[].message` holds a delta (when
 * `incremental_output` was asked for), and an unfinished answer has the finish reason `"null"`, in letters.
 * Older models have `output.text` and no choices.
 */
export function choicesOfNative(output: Wire): Wire[] {
  const choices = asArray(output.choices)
    .map(asObject)
    .filter((choice) => choice !== null);
  if (choices.length > 0)
    return choices.map((choice) => ({ ...choice, delta: choice.message, message: null }));
  return [{ delta: { content: output.text }, finish_reason: output.finish_reason }];
}
