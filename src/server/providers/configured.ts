import type { ModelServer } from '../config.ts';
import type { ProviderInfo } from '../../protocol/models.ts';
import type { ProviderRow } from '../store/providers.ts';
import type { KeySealer } from './keys.ts';
import { kindOfUrl, type Provider } from './provider.ts';

/** A provider with where it comes from and the state of its key. */
export interface Configured {
  provider: Provider;
  source: ProviderInfo['source'];
  key: ProviderInfo['key'];
}

/** What the environment names. The ids are part of models' names (`dashscope/qwen-max-latest`): they never change. */
export function providersOfEnvironment({
  dashscope,
  openai,
}: {
  dashscope: ModelServer | null;
  openai: ModelServer | null;
}): Configured[] {
  const configured: Configured[] = [];
  if (dashscope)
    configured.push(ofEnvironment({ id: 'dashscope', name: 'DashScope', kind: 'dashscope', ...dashscope }));
  if (openai)
    configured.push(
      ofEnvironment({
        id: 'openai',
        name: nameOf(openai.baseUrl),
        kind: kindOfUrl(openai.baseUrl),
        ...openai,
      }),
    );
  return configured;
}

function ofEnvironment(provider: Provider): Configured {
  return { provider, source: 'environment', key: provider.apiKey === null ? 'none' : 'set' };
}

/** `OPENAI_BASE_URL` may name any server. */
const nameOf = (baseUrl: string): string =>
  kindOfUrl(baseUrl) === 'openai' ? 'OpenAI' : new URL(baseUrl).host;

export function providerOfRow(row: ProviderRow, sealer: KeySealer): Configured {
  const apiKey =
    row.sealed_key === null ? null : sealer.unseal(row.sealed_key, { user: row.user_id, providerId: row.id });
  const { id, name, kind, base_url: baseUrl } = row;
  const key = row.sealed_key === null ? 'none' : apiKey === null ? 'unreadable' : 'set';
  return { provider: { id, name, kind, baseUrl, apiKey }, source: 'page', key };
}

export function demoProvider(baseUrl: string): Configured {
  return {
    provider: { id: 'demo', name: 'Demo', kind: 'demo', baseUrl, apiKey: null },
    source: 'demo',
    key: 'none',
  };
}

export function infoOf({ provider: { id, name, kind, baseUrl }, source, key }: Configured): ProviderInfo {
  return { id, name, kind, baseUrl, source, key };
}
