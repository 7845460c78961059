import type { Quirks } from './quirks.ts';

export const openrouter: Quirks = {
  thinking: (_model, thinking) =>
    thinking === 'default' ? {} : { reasoning: { effort: thinking === 'on' ? 'medium' : 'none' } },
  depth: (_model, depth) => ({ reasoning: { effort: depth } }),
  takes: () => ({ depths: ['low', 'medium', 'high'], search: 'sources' }),
  // The model decides, and tells of pages in annotations (openrouter.ai/docs/guides/features/server-tools/web-search).
  search: () => ({ tools: [{ type: 'openrouter:web_search' }] }),
  // Usage always comes in the last chunk.
  asksForUsage: false,
  errorCodes: { '403': 'content_filtered' },
};
