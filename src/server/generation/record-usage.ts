import { newId } from '../../protocol/ids.ts';
import type { Usage } from '../../protocol/messages.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../logger.ts';
import { withCost } from '../providers/cost.ts';
import type { ResolvedModel } from '../providers/registry.ts';

/** A request to a model whose reply is no answer: for a title, say, or by another program. */
export interface OtherRequest {
  user: string;
  /** Null: it belongs to none. */
  conversationId: string | null;
  resolved: Pick<ResolvedModel, 'provider' | 'model' | 'facts'>;
  usage: Usage;
  /** Whether that is our guess, since its provider did not say. */
  estimated?: boolean;
}

/** Keeps what a request has cost. Never rejects: what it was asked for is there all the same. */
export async function recordUsage(
  { user, conversationId, resolved, usage, estimated = false }: OtherRequest,
  { journal, logger }: { journal: Journal; logger: Logger },
): Promise<void> {
  const model = `${resolved.provider.id}/${resolved.model}`;
  const record = {
    id: newId(),
    run: 1,
    conversationId,
    model,
    usage: withCost(usage, resolved, false),
    estimated,
  };
  try {
    await journal.write(user, 'recordUsage', record);
  } catch (error) {
    logger.warn('usage-lost', { model, error });
  }
}
