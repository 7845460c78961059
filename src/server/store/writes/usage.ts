import type { Kysely } from 'kysely';
import type { Cost } from '../../../protocol/cost.ts';
import { newId } from '../../../protocol/ids.ts';
import type { Usage } from '../../../protocol/messages.ts';
import type { WriteContext } from '../batch.ts';
import type { Database } from '../schema.ts';

/** One request to a model. */
export interface UsageRecord {
  /** That of the answer; of a reply that is none, a new one. */
  id: string;
  run: number;
  conversationId: string | null;
  /** As `provider/model`. */
  model: string;
  /** Of this request alone. */
  usage: Usage;
  /** Whether that is our guess, since its provider did not say. */
  estimated?: boolean;
}

/** Keeps what a request has used and cost. */
export async function recordUsage(
  db: Kysely<Database>,
  user: string,
  record: UsageRecord,
  { now }: Pick<WriteContext, 'now'>,
): Promise<void> {
  const { id, run, conversationId, model, usage } = record;
  const row = {
    run,
    user_id: user,
    conversation_id: conversationId,
    model,
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    reasoning_tokens: usage.reasoningTokens ?? 0,
    cached_tokens: usage.cachedTokens ?? 0,
    searches: usage.searches ?? 0,
    estimated: record.estimated ? 1 : 0,
    ...costColumns(usage.cost),
    at: now,
  };
  const insert = (answerId: string) => db.insertInto('usage').values({ ...row, answer_id: answerId });
  const { numInsertedOrUpdatedRows: inserted } = await insert(id)
    .onConflict((conflict) => conflict.columns(['answer_id', 'run']).doNothing())
    .executeTakeFirstOrThrow();
  // The same question, sent again long after its conversation was removed for good.
  if (!inserted) await insert(newId()).execute();
}

/** Of one request, which has one price at most. */
function costColumns(cost: Cost | undefined): Pick<Database['usage'], 'cost_micros' | 'currency'> {
  const [amount] = cost?.amounts ?? [];
  if (amount) return { cost_micros: amount.micros, currency: amount.currency };
  return { cost_micros: cost ? 0 : null, currency: null };
}
