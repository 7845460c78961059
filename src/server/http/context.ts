import { changeSummary, getContext, setAsideAnswer } from '../../protocol/context.ts';
import type { Generation } from '../generation/generation.ts';
import type { Journal } from '../journal/journal.ts';
import { type App, handle } from './handle.ts';

export interface ContextParts {
  journal: Journal;
  generation: Generation;
}

export function contextRoutes(app: App, { journal, generation }: ContextParts): void {
  handle(app, getContext, ({ user, params, query }) =>
    generation.contextUse(user, params.conversationId, query),
  );

  handle(app, setAsideAnswer, async ({ user, params, body }) => ({
    answer: await journal.write(user, 'setAsideAnswer', { ...params, ...body }),
  }));

  handle(app, changeSummary, async ({ user, params, body }) => ({
    message: await journal.write(user, 'setSummary', { ...params, ...body }),
  }));
}
