import type { WhenFull } from '../../protocol/answer-options.ts';
import { ApiError, type AnswerError } from '../../protocol/errors.ts';
import type { Message } from '../../protocol/messages.ts';
import { roomForPrompt } from '../../protocol/tokens.ts';
import { streamChat } from '../providers/chat.ts';
import { learnedFrom } from '../providers/learn.ts';
import type { ResolvedModel } from '../providers/registry.ts';
import type { ChatMessage } from '../providers/request.ts';
import { readAnswer } from '../store/messages.ts';
import { expectedOf } from './budgets.ts';
import { isInFlow } from './flow.ts';
import type { Job, JobParts } from './job.ts';
import { beginOf, beginWithin, begunFor, type Measured, measure, promptTokens, scaled } from './measure.ts';
import { type Material, promptOf, readMaterial } from './prompt.ts';
import { recordUsage } from './record-usage.ts';
import { summarise, SummaryFailed, summaryRequest, summaryRoom } from './summary.ts';

/** What of a conversation the model is given for an answer. */
export interface Context {
  messages: ChatMessage[];
  /** Where in the path it begins. */
  begin: number;
  measured: Measured;
  /** Whether the next question is likely to come soon, with all of this before it. */
  keepForNext: boolean;
}

export interface Asking {
  job: Job;
  resolved: ResolvedModel;
  parts: JobParts;
  signal: AbortSignal;
}

/**
 * So much of its room a prompt has once something was left out: what is given begins at the same message for many turns then,
 * and a provider that keeps the beginning of a prompt has it still.
 */
const shareKept = 0.5;

/**
 * What the model is given: from where it began for the answer before, unless that is too long by now. Then it is as the
 * person has chosen. Throws `context_too_long`, `SummaryFailed`.
 */
export async function contextFor(asking: Asking): Promise<Context> {
  const { job, resolved, parts } = asking;
  const { material, begin } = await readBegun(job, parts);
  const measured = measure(material);
  const room = roomForPrompt(resolved.facts, job.options.maxTokens);
  if (room !== null && promptTokens(measured, begin) > room) {
    if (whenFull(job) === 'stop') throw new ApiError('context_too_long');
    const shorter = await shortened({ measured, begin, room }, asking);
    if (shorter) return shorter;
  }
  if (begin > 0) await tellBegin(material.path[begin]!, asking);
  return contextOf(measured, begin, job);
}

/** The same with less of the conversation, for a model that has refused it as too long. `null`: that is not wished, or cannot be done. */
export async function contextAfter(
  error: AnswerError,
  { measured, begin }: Context,
  asking: Asking,
): Promise<Context | null> {
  const { job, resolved } = asking;
  if (whenFull(job) === 'stop') return null;
  const guessed = promptTokens(measured, begin);
  const told = learnedFrom({ model: resolved.model }, error)?.contextTokens;
  const room = told ?? Math.min(guessed, roomForPrompt(resolved.facts, job.options.maxTokens) ?? guessed);
  // It counts more than was guessed, as its refusal shows.
  const counted = scaled(measured, Math.max(1, (room * 1.05) / guessed));
  return shortened({ measured: counted, begin, room }, asking);
}

const whenFull = ({ options }: Job): WhenFull => options.whenFull ?? 'drop-oldest';

/** Where it begins: at its own place, of a run before this one or as it was asked for; else at that of the answer before. */
async function readBegun(
  { user, conversationId, questionId: messageId, answerId, run, model }: Job,
  { store: { read } }: JobParts,
): Promise<{ material: Material; begin: number }> {
  const [material, { contextFrom }] = await Promise.all([
    readMaterial(read, user, { conversationId, messageId }),
    readAnswer(read, user, answerId),
  ]);
  const { path } = material;
  const isNew = contextFrom === undefined && run === 1;
  return { material, begin: isNew ? begunFor(path, model) : beginOf(path, contextFrom) };
}

interface TooLong {
  measured: Measured;
  begin: number;
  room: number;
}

async function shortened({ measured, begin, room }: TooLong, asking: Asking): Promise<Context | null> {
  const summarises = whenFull(asking.job) === 'summarise';
  const kept = room * shareKept - (summarises ? summaryRoom(room) : 0);
  const next = beginWithin(measured, kept);
  if (next <= begin) return null;
  const { path } = measured.material;
  const summary = summarises ? await summaryOf({ measured, begin, room }, next, asking) : undefined;
  const first = summary === undefined ? path[next]! : { ...path[next]!, summary };
  await tellBegin(first, asking);
  const material = { ...measured.material, path: path.with(next, first) };
  return contextOf({ ...measured, material }, next, asking.job);
}

function contextOf(measured: Measured, begin: number, { model }: Job): Context {
  const { material } = measured;
  const keepForNext = isInFlow(material.path, model);
  return { messages: promptOf(material, begin), begin, measured, keepForNext };
}

/** Kept with the message that it stands above. One that is there already, written or changed by a person, counts. */
async function summaryOf({ measured, begin, room }: TooLong, next: number, asking: Asking): Promise<string> {
  const { path } = measured.material;
  const first = path[next]!;
  if (first.summary) return first.summary;
  await tell(asking, null);
  // What was left out before without a summary has its place in this one.
  const from = path[begin]!.summary ? begin : 0;
  const text = await summarise({ measured, from, to: next, room }, (conversation) =>
    askForSummary(conversation, room, asking),
  );
  const { journal } = asking.parts;
  await journal.write(asking.job.user, 'setSummary', { messageId: first.id, text });
  return text;
}

async function askForSummary(conversation: string, room: number, asking: Asking): Promise<string> {
  const { job, resolved, parts, signal } = asking;
  const { provider, model, traits } = resolved;
  const request = summaryRequest(model, conversation, room);
  using _reserved = await parts.budgets.reserve(job.user, resolved, () => expectedOf(request));
  let text = '';
  const end = await streamChat(provider, request, {
    traits,
    signal,
    lanes: parts.lanes,
    onDeltas: (deltas) => {
      for (const delta of deltas) if (delta.type === 'text') text += delta.text;
    },
  });
  const { user, conversationId } = job;
  if (end.usage) await recordUsage({ user, conversationId, resolved, usage: end.usage }, parts);
  if (end.outcome !== 'complete') throw new SummaryFailed(end);
  if (text.trim() === '') throw new ApiError('answer_empty');
  return text.trim();
}

const tellBegin = ({ id }: Message, asking: Asking): Promise<void> => tell(asking, id);

function tell({ job, parts }: Asking, contextFrom: string | null): Promise<void> {
  const { answerId, run, user } = job;
  return parts.journal.write(user, 'tellContext', { answerId, run, contextFrom });
}
