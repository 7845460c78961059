import type { Quirks } from './quirks.ts';

export const llamacpp: Quirks = {
  // It takes a last message of the assistant's for the beginning of the answer, unless it was started otherwise.
  prefix: {},
  thinking: (_model, thinking) =>
    thinking === 'default' ? {} : { chat_template_kwargs: { enable_thinking: thinking === 'on' } },
};
