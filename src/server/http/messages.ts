import { type NewMessage, sendMessage, type Started } from '../../protocol/messages.ts';
import { type App, handle } from './handle.ts';

export interface MessageParts {
  generation: { send(user: string, conversationId: string, body: NewMessage): Promise<Started> };
}

export function messageRoutes(app: App, { generation }: MessageParts): void {
  handle(app, sendMessage, ({ user, params, body }) => generation.send(user, params.conversationId, body));
}
