import { sendMessage, withdrawMessage } from '../../protocol/messages.ts';
import type { Generation } from '../generation/generation.ts';
import { type App, handle } from './handle.ts';

export interface MessageParts {
  generation: Generation;
}

export function messageRoutes(app: App, { generation }: MessageParts): void {
  handle(app, sendMessage, ({ user, params, body }) => generation.send(user, params.conversationId, body));
  handle(app, withdrawMessage, ({ user, params }) => generation.withdraw(user, params.messageId));
}
