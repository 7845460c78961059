import type * as z from 'zod/mini';
import { regenerateAnswer, stopAnswer } from '../../protocol/answers.ts';
import type { Message } from '../../protocol/messages.ts';
import { type App, handle } from './handle.ts';

type Regenerate = z.infer<NonNullable<typeof regenerateAnswer.body>>;

export interface AnswerParts {
  generation: {
    stop(user: string, answerId: string): Promise<{ answer: Message }>;
    regenerate(user: string, answerId: string, body: Regenerate): Promise<{ answer: Message }>;
  };
}

export function answerRoutes(app: App, { generation }: AnswerParts): void {
  handle(app, stopAnswer, ({ user, params }) => generation.stop(user, params.answerId));
  handle(app, regenerateAnswer, ({ user, params, body }) =>
    generation.regenerate(user, params.answerId, body),
  );
}
