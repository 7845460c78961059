import type { Quirks } from './quirks.ts';

export const deepseek: Quirks = {
  thinking: (_model, thinking) =>
    thinking === 'default' ? {} : { thinking: { type: thinking === 'on' ? 'enabled' : 'disabled' } },
};
