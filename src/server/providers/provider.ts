import type { ProviderKind } from '../../protocol/models.ts';

export type { ProviderKind };

/** A model server that somebody configured. The key never leaves the server but for this provider's own address. */
export interface Provider {
  id: string;
  name: string;
  kind: ProviderKind;
  /** Up to and including its version part (`…/v1`, `…/api/paas/v4`): nothing is ever put in between. */
  baseUrl: string;
  apiKey: string | null;
}

const kindsByHost: readonly [suffix: string, kind: ProviderKind][] = [
  ['aliyuncs.com', 'dashscope'],
  ['deepseek.com', 'deepseek'],
  ['moonshot.cn', 'moonshot'],
  ['moonshot.ai', 'moonshot'],
  ['bigmodel.cn', 'zhipu'],
  ['z.ai', 'zhipu'],
  ['openrouter.ai', 'openrouter'],
  ['openai.com', 'openai'],
];

/** What a base URL tells about its vendor; `compatible` when it is nobody we know. */
export function kindOfUrl(baseUrl: string): ProviderKind {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '';
  const known = kindsByHost.find(([suffix]) => host === suffix || host.endsWith(`.${suffix}`));
  return known ? known[1] : 'compatible';
}

export function endpointOf(provider: Provider, path: string): string {
  return `${provider.baseUrl.replace(/\/+$/, '')}/${path}`;
}

export function headersOf(provider: Provider): Record<string, string> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity', 'user-agent': 'inkstone' };
  if (provider.apiKey) headers.authorization = `Bearer ${provider.apiKey}`;
  return headers;
}
