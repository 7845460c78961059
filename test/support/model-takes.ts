import type { ModelTakes } from '../../src/protocol/models.ts';

/** What a model takes that follows the plain protocol. */
export const takesAll: ModelTakes = {
  temperature: { min: 0, max: 2 },
  topP: { min: 0, max: 1 },
  maxTokens: null,
  seed: true,
  stop: 4,
  json: true,
  depths: [],
};
