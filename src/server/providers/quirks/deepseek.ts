import type { ThinkingDepth } from '../../../protocol/answer-options.ts';
import type { Quirks } from './quirks.ts';

export const deepseek: Quirks = {
  prefix: { fits: (_model, baseUrl) => /\/beta\/?$/.test(baseUrl), message: { prefix: true } },
  thinking: (_model, thinking) =>
    thinking === 'default' ? {} : { thinking: { type: thinking === 'on' ? 'enabled' : 'disabled' } },
  depth: (_model, depth) => ({ reasoning_effort: efforts[depth] }),
  takes: (model) => ({ seed: false, depths: model.includes('v4') ? ['low', 'medium', 'high'] : [] }),
};

/** Its own three steps (api-docs.deepseek.com/guides/thinking_mode). */
const efforts: Record<ThinkingDepth, string> = { low: 'low', medium: 'high', high: 'max' };
