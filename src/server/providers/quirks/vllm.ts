import type { Quirks } from './quirks.ts';

/** vLLM and SGLang hand these on to the model's chat template, which ignores what it does not use. */
const thinking: Quirks['thinking'] = (_model, wanted) =>
  wanted === 'default' ? {} : { chat_template_kwargs: { enable_thinking: wanted === 'on' } };

export const vllm: Quirks = {
  thinking,
  // Both true, which is the default of the second, is refused.
  prefix: { body: { continue_final_message: true, add_generation_prompt: false } },
};

export const sglang: Quirks = { thinking, prefix: { body: { continue_final_message: true } } };
