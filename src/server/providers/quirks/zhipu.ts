import type { Quirks, Search } from './quirks.ts';

export const zhipu: Quirks = {
  thinking: (model, thinking) =>
    thinking === 'default' || !/glm-(4\.[5-9]|[5-9])/i.test(model)
      ? {}
      : { thinking: { type: thinking === 'on' ? 'enabled' : 'disabled' } },
  takes: () => ({
    temperature: { min: 0, max: 1 },
    topP: { min: 0.01, max: 1 },
    seed: false,
    stop: 1,
    search: 'sources',
    forcedSearch: true,
  }),
  search: webSearch,
  asksForUsage: false,
  errorCodes: {
    '1000': 'key_invalid',
    '1001': 'key_missing',
    '1002': 'key_invalid',
    '1003': 'key_invalid',
    '1004': 'key_invalid',
    '1113': 'billing',
    '1210': 'parameter_refused',
    '1211': 'model_not_found',
    '1214': 'parameter_refused',
    '1220': 'model_forbidden',
    '1261': 'context_too_long',
    '1301': 'content_filtered',
    '1302': 'rate_limited',
    '1303': 'rate_limited',
    '1305': 'overloaded',
  },
};

/** A tool that runs at Zhipu, named in the same place as tools of one's own (docs.bigmodel.cn and docs.z.ai: web search in chat). */
function webSearch({ baseUrl, forced }: Search): Record<string, unknown> {
  const engine = baseUrl.includes('z.ai') ? 'search-prime' : 'search_std';
  const intent = forced ? { search_intent: false } : {};
  const search = { enable: true, search_engine: engine, search_result: true, ...intent };
  return { tools: [{ type: 'web_search', web_search: search }] };
}
