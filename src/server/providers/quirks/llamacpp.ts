import type { Quirks } from './quirks.ts';

export const llamacpp: Quirks = {
  thinking: (_model, thinking) =>
    thinking === 'default' ? {} : { chat_template_kwargs: { enable_thinking: thinking === 'on' } },
};
