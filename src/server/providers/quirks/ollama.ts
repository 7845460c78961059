import type { Quirks } from './quirks.ts';

export const ollama: Quirks = {
  // It depends on the model's template; these are known to leave their last message open.
  prefix: { fits: (model) => /^qwen3(\.5|-vl|-coder)/i.test(model) },
  thinking: (_model, thinking) =>
    thinking === 'default' ? {} : { reasoning_effort: thinking === 'on' ? 'medium' : 'none' },
};
