import type { Message } from '../../protocol/messages.ts';
import type { ProviderInfo } from '../../protocol/models.ts';

declare global {
  interface ImportMetaEnv {
    readonly INKSTONE_VERSION: string;
  }
}

/**
 * What a provider's support, or ours, asks for about an answer that failed, a line each. Nothing of the conversation is in
 * it, nor what the provider said in words, which may repeat it; the field names are the same in every language.
 */
export function failureDetails(answer: Message, provider: ProviderInfo | undefined): string {
  const { error, model, createdAt, timings, id, run } = answer;
  const lines: [name: string, value: string | number | undefined | null][] = [
    ['time', new Date(createdAt + (timings?.totalMs ?? 0)).toISOString()],
    ['model', model?.slice(model.indexOf('/') + 1)],
    ['host', hostOf(provider)],
    ['request id', error?.requestId],
    ['provider code', error?.providerCode],
    ['http status', error?.httpStatus],
    ['inkstone code', error?.code],
    ['answer', `${id} (run ${run})`],
    ['inkstone', import.meta.env.INKSTONE_VERSION],
  ];
  return lines.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : [])).join('\n');
}

function hostOf(provider: ProviderInfo | undefined): string | undefined {
  return provider && URL.canParse(provider.baseUrl) ? new URL(provider.baseUrl).host : undefined;
}
