import type { Quirks, Thinking } from './quirks.ts';

/** They name the limit differently and take no temperature. */
function reasons(model: string): boolean {
  return /^(o\d|gpt-(5|[6-9]))/.test(model) && !model.includes('-chat');
}

function effort(model: string, thinking: Thinking): string | null {
  if (thinking === 'default' || !reasons(model)) return null;
  if (thinking === 'on') return 'medium';
  if (model.startsWith('o')) return 'low';
  return /^gpt-5(-|$)/.test(model) ? 'minimal' : 'none';
}

export const openai: Quirks = {
  thinking: (model, thinking) => {
    const wanted = effort(model, thinking);
    return wanted === null ? {} : { reasoning_effort: wanted };
  },
  maxTokensField: (model) => (reasons(model) ? 'max_completion_tokens' : 'max_tokens'),
  depth: (_model, depth) => ({ reasoning_effort: depth }),
  takes: (model) =>
    reasons(model)
      ? { temperature: null, topP: null, seed: false, stop: 0, depths: ['low', 'medium', 'high'] }
      : {},
  developerRole: 'developer',
};
