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
