import { type Context, Hono } from 'hono';
import { ApiError } from '../../protocol/errors.ts';
import type { Logger } from '../logger.ts';
import { type AnswerParts, answerRoutes } from './answers.ts';
import { type ContextParts, contextRoutes } from './context.ts';
import { type ConversationParts, conversationRoutes } from './conversations.ts';
import { frameRoutes } from './frame.ts';
import type { App, AppEnv } from './handle.ts';
import { type HealthParts, healthRoutes } from './health.ts';
import { type ImageParts, imageRoutes } from './images.ts';
import { type MessageParts, messageRoutes } from './messages.ts';
import { type ModelParts, modelRoutes } from './models.ts';
import { openApiRoutes } from './openapi.ts';
import { type PageParts, pageRoutes } from './page.ts';
import { problemReply } from './problem.ts';
import { pathMatcher } from './route-path.ts';
import { type SettingsParts, settingsRoutes } from './settings.ts';
import { type UsageParts, usageRoutes } from './usage.ts';

export type AppParts = AnswerParts &
  ContextParts &
  ConversationParts &
  HealthParts &
  ImageParts &
  MessageParts &
  ModelParts &
  PageParts &
  SettingsParts &
  UsageParts & { logger: Logger };

/** Every route whose reply is whole when it is sent. */
export function createApp(parts: AppParts): App {
  const app: App = new Hono<AppEnv>();
  conversationRoutes(app, parts);
  messageRoutes(app, parts);
  answerRoutes(app, parts);
  contextRoutes(app, parts);
  modelRoutes(app, parts);
  settingsRoutes(app, parts);
  usageRoutes(app, parts);
  imageRoutes(app, parts);
  healthRoutes(app, parts);
  openApiRoutes(app);
  frameRoutes(app);
  pageRoutes(app, parts);
  app.onError((error, context) => problem(context, error, parts.logger));
  app.notFound((context) => {
    const allow = methodsAt(app, context.req.path);
    return problem(context, new ApiError(allow ? 'method_not_allowed' : 'not_found'), parts.logger, {
      allow,
    });
  });
  return app;
}

function problem(
  { env }: Context<AppEnv>,
  error: unknown,
  logger: Logger,
  extra: { allow?: string | null } = {},
): Response {
  const { status, headers, body } = problemReply(error, env.visit.trace, logger);
  return new Response(body, { status, headers: extra.allow ? { ...headers, allow: extra.allow } : headers });
}

/** The methods that a path of ours takes; null if it is none of ours. */
function methodsAt(app: App, path: string): string | null {
  const routes = app.routes.filter((route) => route.path !== '/*' && pathMatcher(route.path)(path));
  const methods = new Set(routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])));
  return methods.size === 0 ? null : [...methods].join(', ');
}
