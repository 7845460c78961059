import { askNow, continueAnswer, regenerateAnswer, stopAnswer } from '../../protocol/answers.ts';
import type { Generation } from '../generation/generation.ts';
import { type App, handle } from './handle.ts';

export interface AnswerParts {
  generation: Generation;
}

export function answerRoutes(app: App, { generation }: AnswerParts): void {
  handle(app, stopAnswer, ({ user, params }) => generation.stop(user, params.answerId));
  handle(app, askNow, ({ user, params }) => generation.askNow(user, params.answerId));
  handle(app, continueAnswer, ({ user, params, body }) => generation.continue(user, params.answerId, body));
  handle(app, regenerateAnswer, ({ user, params, body }) =>
    generation.regenerate(user, params.answerId, body),
  );
}
