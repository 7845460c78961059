/** What we need to know of a model to ask it properly. Limits differ by region; these are the widest. */
export interface ModelFacts {
  id: string;
  context: number;
  maxOutput: number | null;
  /** `hybrid`: thinks if told so. `only`: always. `none`: never. */
  thinking: 'hybrid' | 'only' | 'none';
  thinksByDefault: boolean;
}

type Row = [id: string, context: number, maxOutput: number | null, thinking: 'on' | 'off' | 'only' | 'none'];

/** As of autumn 2026. `*` stands for anything; the first row that fits counts, so the particular stands before the general. */
const rows: readonly Row[] = [
  ['qwen3.8-max-preview', 1_000_000, 131_072, 'only'],
  ['qwen3.8-max*', 1_000_000, 131_072, 'on'],
  ['qwen3.8-*', 1_000_000, null, 'on'],
  ['qwen3.7-max-preview', 1_000_000, 65_536, 'only'],
  ['qwen3.7-max-2026-05-17', 1_000_000, 65_536, 'only'],
  ['qwen3.7-max*', 1_000_000, 65_536, 'on'],
  ['qwen3.7-plus*', 1_000_000, 65_536, 'on'],
  ['qwen3.7-*', 1_000_000, null, 'on'],
  ['qwen3.6-max-preview', 262_144, 65_536, 'on'],
  ['qwen3.6-*', 1_000_000, 65_536, 'on'],
  ['qwen3.5-omni-*', 131_072, 16_384, 'off'],
  ['qwen3.5-plus*', 1_000_000, 65_536, 'on'],
  ['qwen3.5-flash*', 1_000_000, 65_536, 'on'],
  ['qwen3.5-*', 262_144, 65_536, 'on'],
  ['qwen3-max*', 262_144, 65_536, 'off'],
  ['qwen3-coder-*', 1_048_576, 65_536, 'none'],
  ['qwen3-omni-flash*', 131_072, 16_384, 'off'],
  ['qwen3-vl-*-thinking*', 262_144, 32_768, 'only'],
  ['qwen3-vl-*-instruct*', 262_144, 32_768, 'none'],
  ['qwen3-vl-*', 262_144, 32_768, 'off'],
  ['qwen3-*-thinking*', 262_144, 65_536, 'only'],
  ['qwen3-*-instruct*', 262_144, 65_536, 'none'],
  ['qwen3-*', 131_072, 16_384, 'on'],
  ['qwen-plus-character*', 32_768, 4_096, 'none'],
  ['qwen-plus*', 1_000_000, 32_768, 'off'],
  ['qwen-flash*', 1_000_000, 32_768, 'off'],
  ['qwen-turbo*', 1_000_000, 16_384, 'off'],
  ['qwen-max*', 131_072, 8_192, 'none'],
  ['qwen-long*', 10_000_000, 32_768, 'none'],
  ['qwen-mt-*', 16_384, 8_192, 'none'],
  ['qwq-*', 131_072, 8_192, 'only'],
  ['qvq-*', 131_072, 8_192, 'only'],
  ['qwen2*', 131_072, 8_192, 'none'],
  ['demo-thinking', 131_072, null, 'on'],
  ['demo', 131_072, null, 'off'],
  ['deepseek-v4*', 1_000_000, null, 'on'],
  ['glm-5*', 200_000, null, 'on'],
  ['kimi-k2.*', 262_144, null, 'off'],
];

const catalogue = rows.map(([id, context, maxOutput, thinking]) => ({
  matches: new RegExp(`^${id.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 'i'),
  facts: {
    context,
    maxOutput,
    thinking: thinking === 'on' || thinking === 'off' ? 'hybrid' : thinking,
    thinksByDefault: thinking === 'on' || thinking === 'only',
  } satisfies Omit<ModelFacts, 'id'>,
}));

/** What is known of a model on DashScope; `overrides` (by exact id) come before what is built in. `null`: nobody we know. */
export function modelFacts(
  id: string,
  overrides: Partial<Record<string, Partial<ModelFacts>>> = {},
): ModelFacts | null {
  const known = catalogue.find(({ matches }) => matches.test(id))?.facts;
  const override = overrides[id];
  if (!known && !override) return null;
  const unknown = { context: 131_072, maxOutput: null, thinking: 'none', thinksByDefault: false } as const;
  return { ...(known ?? unknown), ...override, id };
}

/** What DashScope offers for conversation where its own list cannot be had, the best first. */
export const dashscopeModels: readonly string[] = [
  'qwen-max-latest',
  'qwen3.8-max',
  'qwen3.7-plus',
  'qwen3.7-max',
  'qwen3.8-flash',
  'qwen-plus',
  'qwen3-max',
  'qwen-flash',
  'qwen-turbo',
  'qwen3-coder-plus',
  'qwen-max',
  'qwen-long',
];
