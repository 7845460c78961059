import type { ChatRequest } from '../request.ts';
import type { Script } from '../scenario.ts';
export function tourAnswer(_request: ChatRequest): Script {
  return { text: 'Hello', rate: 70 };
}
