import type { ProviderKind } from '../../protocol/models.ts';

/** A model server that many people use: what has to be known of it so that only the key is missing. */
export interface Preset {
  id: string;
  kind: ProviderKind;
  group: 'qwen' | 'hosted' | 'own';
  baseUrl: string;
  /** Its name where it is a name; what has to be translated is in the catalogues under its id. */
  name?: string;
  key: 'needed' | 'optional';
  /** Where its keys are made; outside China, where that is another place. */
  console?: string;
  consoleAbroad?: string;
}

const bailian = 'https://bailian.console.aliyun.com/?tab=model#/api-key';
const modelStudio = 'https://modelstudio.console.alibabacloud.com/?tab=model#/api-key';

export const presets = [
  // Its address is found by trying the key.
  {
    id: 'qwen',
    kind: 'dashscope',
    group: 'qwen',
    baseUrl: '',
    key: 'needed',
    console: bailian,
    consoleAbroad: modelStudio,
  },
  {
    id: 'openai',
    kind: 'openai',
    group: 'hosted',
    baseUrl: 'https://api.openai.com/v1',
    name: 'OpenAI',
    key: 'needed',
    console: 'https://platform.openai.com/api-keys',
  },
  {
    id: 'deepseek',
    kind: 'deepseek',
    group: 'hosted',
    baseUrl: 'https://api.deepseek.com',
    name: 'DeepSeek',
    key: 'needed',
    console: 'https://platform.deepseek.com/api_keys',
  },
  {
    id: 'moonshot',
    kind: 'moonshot',
    group: 'hosted',
    baseUrl: 'https://api.moonshot.cn/v1',
    name: 'Moonshot (Kimi)',
    key: 'needed',
    console: 'https://platform.moonshot.cn/console/api-keys',
  },
  {
    id: 'zhipu',
    kind: 'zhipu',
    group: 'hosted',
    baseUrl: 'https://open.bigmodel.cn/api/paas/v4',
    key: 'needed',
    console: 'https://open.bigmodel.cn/usercenter/apikeys',
  },
  {
    id: 'openrouter',
    kind: 'openrouter',
    group: 'hosted',
    baseUrl: 'https://openrouter.ai/api/v1',
    name: 'OpenRouter',
    key: 'needed',
    console: 'https://openrouter.ai/keys',
  },
  {
    id: 'ollama',
    kind: 'ollama',
    group: 'own',
    baseUrl: 'http://127.0.0.1:11434/v1',
    name: 'Ollama',
    key: 'optional',
  },
  {
    id: 'lmstudio',
    kind: 'lmstudio',
    group: 'own',
    baseUrl: 'http://127.0.0.1:1234/v1',
    name: 'LM Studio',
    key: 'optional',
  },
  {
    id: 'vllm',
    kind: 'vllm',
    group: 'own',
    baseUrl: 'http://127.0.0.1:8000/v1',
    name: 'vLLM',
    key: 'optional',
  },
  {
    id: 'llamacpp',
    kind: 'llamacpp',
    group: 'own',
    baseUrl: 'http://127.0.0.1:8080/v1',
    name: 'llama.cpp',
    key: 'optional',
  },
  {
    id: 'sglang',
    kind: 'sglang',
    group: 'own',
    baseUrl: 'http://127.0.0.1:30000/v1',
    name: 'SGLang',
    key: 'optional',
  },
  { id: 'other', kind: 'compatible', group: 'own', baseUrl: '', key: 'optional' },
] as const satisfies readonly Preset[];

export type PresetId = (typeof presets)[number]['id'];

export function presetOf(id: PresetId): Preset {
  return presets.find((preset) => preset.id === id)!;
}
