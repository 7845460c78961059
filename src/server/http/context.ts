import { setAsideAnswer } from '../../protocol/context.ts';
import type { Journal } from '../journal/journal.ts';
import { type App, handle } from './handle.ts';

export interface ContextParts {
  journal: Journal;
}

export function contextRoutes(app: App, { journal }: ContextParts): void {
  handle(app, setAsideAnswer, async ({ user, params, body }) => ({
    answer: await journal.write(user, 'setAsideAnswer', { ...params, ...body }),
  }));
}
