import type { Quirks } from './quirks.ts';

export const deepseek: Quirks = {
  prefix: { fits: (_model, baseUrl) => /\/beta\/?$/.test(baseUrl), message: { prefix: true } },
  thinking: (_model, thinking) =>
    thinking === 'default' ? {} : { thinking: { type: thinking === 'on' ? 'enabled' : 'disabled' } },
};
