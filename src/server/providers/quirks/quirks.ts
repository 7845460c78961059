import type { SearchStrategy, ThinkingDepth } from '../../../protocol/answer-options.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';
import type { ModelTakes } from '../../../protocol/models.ts';

export type Thinking = 'on' | 'off' | 'default';

/** How a vendor is asked to write on from the beginning of an answer: the conversation's last message. */
export interface Prefix {
  /** Whether this model can, as far as is known; absent: all of them. `baseUrl`: the feature may have an address of its own. */
  fits?(model: string, baseUrl: string): boolean;
  /** What marks that last message. */
  message?: Record<string, unknown>;
  /** What marks the request. */
  body?: Record<string, unknown>;
}

/** How a search of the web is wanted, as far as this model takes it. */
export interface Search {
  model: string;
  baseUrl: string;
  thinking: Thinking;
  forced: boolean;
  strategy: SearchStrategy | undefined;
}

/** How a vendor differs from the plain OpenAI protocol. What is absent is plain. */
export interface Quirks {
  /** The fields that switch thinking for this model; empty where nothing may or need be sent. */
  thinking?(model: string, thinking: Thinking): Record<string, unknown>;
  /** The same for a model that nothing is known of. Only to find out: it may be refused. On, it asks for more than any model has. */
  thinkingSwitch?(on: boolean): Record<string, unknown>;
  /** The fields that say how long it may think; only for a model that takes depths. */
  depth?(model: string, depth: ThinkingDepth): Record<string, unknown>;
  /** The limit's name differs by model at OpenAI alone. */
  maxTokensField?(model: string): 'max_tokens' | 'max_completion_tokens';
  /** Where this model takes less, or more, than the plain protocol has. */
  takes?(model: string, baseUrl: string): Partial<ModelTakes>;
  /** The fields that make a model search the web; only for one that takes it. */
  search?(search: Search): Record<string, unknown>;
  /** Whether marks in its prompt make this model's server keep it for the next. */
  cacheMarks?(model: string): boolean;
  /** `false`: usage comes unasked, and asking may be refused. */
  asksForUsage?: boolean;
  /** The role of instructions that are the application's own. */
  developerRole?: 'developer';
  /** Absent: a last message of the assistant's is refused, or begins a new answer. Thinking is off where it is used. */
  prefix?: Prefix;
  /** Codes, types and statuses (in lower case) that mean something else here than elsewhere. */
  errorCodes?: Partial<Record<string, ErrorCode>>;
}
