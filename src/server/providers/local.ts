import { systemClock, type Clock } from './clock.ts';
import { getJson, type Got } from './get-json.ts';
import { modelNames } from './models.ts';
import type { Provider, ProviderKind } from './provider.ts';
import { headerOf, type ReplyHead } from './reply-head.ts';
import { asArray, asObject, asText } from './wire.ts';

export interface LocalPlace {
  port: number;
  /** Who is at home at this port, if it is not somebody else. */
  kind: ProviderKind;
}

export interface FindOptions {
  signal?: AbortSignal | undefined;
  clock?: Clock;
  places?: readonly LocalPlace[];
}

const homes: readonly LocalPlace[] = [
  { port: 11434, kind: 'ollama' },
  { port: 1234, kind: 'lmstudio' },
  { port: 8080, kind: 'llamacpp' },
  { port: 8000, kind: 'vllm' },
];

const names: Partial<Record<ProviderKind, string>> = {
  ollama: 'Ollama',
  lmstudio: 'LM Studio',
  llamacpp: 'llama.cpp',
  vllm: 'vLLM',
  sglang: 'SGLang',
};

/** What servers write into `owned_by`. */
const owners: Partial<Record<string, ProviderKind>> = {
  library: 'ollama',
  organization_owner: 'lmstudio',
  llamacpp: 'llamacpp',
  vllm: 'vllm',
  sglang: 'sglang',
};

const probeMs = 300;

/** The model servers on this machine, at the ports where they usually are: only what answers as one does. */
export async function findLocalServers(options: FindOptions = {}): Promise<Provider[]> {
  const { places = homes } = options;
  const found = await Promise.all(places.map((place) => probe(place, options)));
  return found.filter((provider) => provider !== null);
}

async function probe({ port, kind: atHome }: LocalPlace, options: FindOptions): Promise<Provider | null> {
  const root = `http://127.0.0.1:${port}`;
  const got = await look(`${root}/v1/models`, options);
  if (!got.ok || modelNames(got.json) === null) return null;
  const kind = kindByReply(got.head, got.json) ?? ((await isOllama(root, options)) ? 'ollama' : 'compatible');
  const id = kind === atHome ? kind : kind === 'compatible' ? `local-${port}` : `${kind}-${port}`;
  return { id, name: names[kind] ?? `127.0.0.1:${port}`, kind, baseUrl: `${root}/v1`, apiKey: null };
}

function look(url: string, { signal, clock = systemClock }: FindOptions): Promise<Got> {
  const origin = { kind: 'compatible', apiKey: null } as const;
  const headers = { 'user-agent': 'inkstone' };
  return getJson(url, { headers, origin, timeoutMs: probeMs, clock, signal });
}

function ownersIn(json: unknown): string[] {
  const owners = asArray(asObject(json)?.data).map((model) => asText(asObject(model)?.owned_by));
  return owners.filter((owner) => owner !== null);
}

function kindByReply(head: ReplyHead, json: unknown): ProviderKind | null {
  if (headerOf(head, 'server')?.toLowerCase().startsWith('llama.cpp')) return 'llamacpp';
  return (
    ownersIn(json)
      .map((owner) => owners[owner])
      .find((kind) => kind !== undefined) ?? null
  );
}

/** With no model there is no owner; its own route tells it. */
async function isOllama(root: string, options: FindOptions): Promise<boolean> {
  const got = await look(`${root}/api/version`, options);
  return got.ok && asText(asObject(got.json)?.version) !== null;
}
