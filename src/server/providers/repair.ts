import { isDeepStrictEqual } from 'node:util';
import type { Adjustment } from '../../protocol/adjustment.ts';
import type { AnswerError } from '../../protocol/errors.ts';
import { learnedFrom } from './learn.ts';
import { obeying, withoutMarks } from './obey.ts';
import type { ChatBody } from './request.ts';
import type { Traits } from './traits.ts';
import { asArray } from './wire.ts';

/** The same question as a model that refused it may take it. */
export interface Repair {
  body: ChatBody;
  learned: Traits;
  /** What of it is otherwise than it was wanted. */
  adjusted: Adjustment[];
}

/** `null`: nothing of how it was asked was at fault, or nothing can be done about it. */
export function repaired(body: ChatBody, error: AnswerError): Repair | null {
  const learned = learnedFrom(body, error);
  if (!learned) return null;
  const changed = obeying(body, learned);
  return isDeepStrictEqual(changed, body)
    ? null
    : { body: changed, learned, adjusted: adjustments(body, changed) };
}

/** A setting, and the fields that tell a server of it. What no setting stands for (`stream_options`) is nobody's wish. */
const settings: readonly [Adjustment['setting'], readonly string[]][] = [
  ['temperature', ['temperature']],
  ['topP', ['top_p']],
  ['seed', ['seed']],
  ['stop', ['stop']],
  ['json', ['response_format']],
  ['thinking', ['enable_thinking', 'thinking', 'chat_template_kwargs']],
  ['depth', ['thinking_budget', 'reasoning_effort', 'reasoning']],
  ['search', ['enable_search']],
];

export function adjustments(before: ChatBody, after: ChatBody): Adjustment[] {
  const changed = settings.flatMap(([setting, fields]) =>
    fields
      .filter((field) => before[field] !== undefined && !isDeepStrictEqual(before[field], after[field]))
      .map((field) => adjustment(setting, after[field])),
  );
  const limit = after.max_tokens ?? after.max_completion_tokens;
  const isLowered = limit !== (before.max_tokens ?? before.max_completion_tokens);
  return [
    ...changed.filter(({ setting }) => setting !== 'depth' || !changed.some(isThinking)),
    ...(isLowered ? [adjustment('maxTokens', limit)] : []),
    ...(isDeepStrictEqual(textsOf(before), textsOf(after)) ? [] : [adjustment('jsonWord', null)]),
  ];
}

/** A mark for a cache is nobody's wish. */
const textsOf = ({ messages }: ChatBody): unknown[] => withoutMarks(asArray(messages));

const isThinking = ({ setting }: Adjustment): boolean => setting === 'thinking';

function adjustment(setting: Adjustment['setting'], to: unknown): Adjustment {
  return typeof to === 'number' ? { setting, to } : { setting };
}
