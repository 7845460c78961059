import type { Quirks } from './quirks.ts';

export const ollama: Quirks = {
  thinking: (_model, thinking) =>
    thinking === 'default' ? {} : { reasoning_effort: thinking === 'on' ? 'medium' : 'none' },
};
