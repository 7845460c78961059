import type { Quirks } from './quirks.ts';

/** vLLM and SGLang hand these on to the model's chat template, which ignores what it does not use. */
export const vllm: Quirks = {
  thinking: (_model, thinking) =>
    thinking === 'default' ? {} : { chat_template_kwargs: { enable_thinking: thinking === 'on' } },
};
