import type { ErrorCode } from '../../../protocol/errors.ts';

export type Thinking = 'on' | 'off' | 'default';

/** How a vendor differs from the plain OpenAI protocol. What is absent is plain. */
export interface Quirks {
  /** The fields that switch thinking for this model; empty where nothing may or need be sent. */
  thinking?(model: string, thinking: Thinking): Record<string, unknown>;
  /** The limit's name differs by model at OpenAI alone. */
  maxTokensField?(model: string): 'max_tokens' | 'max_completion_tokens';
  /** The most tokens that may be asked for, where asking for more is refused. */
  maxTokens?(model: string): number | null;
  /** The temperature as this model takes it; `null`: it takes none. */
  temperature?(model: string, temperature: number): number | null;
  /** `false`: usage comes unasked, and asking may be refused. */
  asksForUsage?: boolean;
  /** The role of instructions that are the application's own. */
  developerRole?: 'developer';
  /** Codes, types and statuses (in lower case) that mean something else here than elsewhere. */
  errorCodes?: Partial<Record<string, ErrorCode>>;
}
