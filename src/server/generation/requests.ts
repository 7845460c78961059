import type { AnswerOptions } from '../../protocol/answer-options.ts';
import { ApiError } from '../../protocol/errors.ts';
import { textOf } from '../../protocol/messages.ts';
import type { ResolvedModel } from '../providers/registry.ts';
import type { ChatMessage, ChatRequest, Wishes } from '../providers/request.ts';
import { readAnswer } from '../store/messages.ts';
import type { Store } from '../store/store.ts';
import { type ContinuedBy, goesOnByItself, instructedRequest, prefixRequest } from './continue.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { Asked } from './run.ts';

interface Requests {
  first: Asked;
  /** For a model that does not take the first. */
  other: Asked | null;
}

/** What the model is asked for a run. Throws `cannot_continue` where the server would go on by itself and cannot. */
export async function requestsFor(
  job: Job,
  resolved: ResolvedModel,
  { messages, keepForNext, store }: Pick<Context, 'messages' | 'keepForNext'> & { store: Store },
): Promise<Requests> {
  const by = job.continuedBy;
  if (by === null) {
    const { model } = resolved;
    const request: ChatRequest = { model, messages, keepForNext, stream: true, ...wishesOf(job) };
    return { first: { request, continuation: null }, other: null };
  }
  const saved = textOf(await readAnswer(store.read, job.user, job.answerId));
  return continuing({ job, by, resolved, messages, saved });
}

/**
 * What goes on does not search again: the marks that stand there already name the pages of the first search, and those of
 * another would have the same numbers.
 */
function wishesToGoOn(job: Job): Wishes {
  const { search: _search, searchStrategy: _strategy, ...wishes } = wishesOf(job);
  return wishes;
}

interface Continuing {
  job: Job;
  by: ContinuedBy;
  resolved: ResolvedModel;
  messages: readonly ChatMessage[];
  saved: string;
}

/** In words only where a person asked for it: it may say something again, which they then look at. */
function continuing({ job, by, resolved, messages, saved }: Continuing): Requests {
  const { model } = resolved;
  const wishes = wishesToGoOn(job);
  const instructed: Asked = {
    request: instructedRequest(model, messages, saved, wishes),
    continuation: { by, saved, instructed: true },
  };
  if (!goesOnByItself(resolved)) {
    if (by === 'server') throw new ApiError('cannot_continue');
    return { first: instructed, other: null };
  }
  const first: Asked = {
    request: prefixRequest(model, messages, saved, wishes),
    continuation: { by, saved, instructed: false },
  };
  return { first, other: by === 'person' ? instructed : null };
}

function wishesOf({ options: { thinking, ...wishes } }: { options: AnswerOptions }): Wishes {
  return { ...wishes, thinking: thinking === undefined ? 'default' : thinking ? 'on' : 'off' };
}
