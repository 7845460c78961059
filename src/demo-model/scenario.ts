import type { BodyStyle, FailureName } from './failures.ts';
import type { RuleName } from './rules.ts';

export type ToolCall = { id?: string; name: string; arguments: string };
export type Source = { title: string; url: string };

/** What an answer is, and what goes wrong with it. */
export type Scenario = {
  /** The answer. Without it: `t0 t1 t2 …`, as many as `tokens` says, so that loss and order can be seen. */
  text?: string;
  tokens: number;
  /** Characters in each piece of a given text; 0: cut as a tokenizer would. */
  chunk: number;
  /** Given, or a number of numbered tokens (`r0 r1 …`). */
  thinking: string | number;
  reasoningField: 'reasoning_content' | 'reasoning' | 'tags';
  toolCalls: ToolCall[];
  /** Pages that a search found, behind the text as OpenAI and OpenRouter tell of them, or before it. */
  sources: Source[];
  sourcesFirst: boolean;

  /** Tokens a second; 0: as fast as the reader takes them. */
  rate: number;
  /** Before the first byte, and between the first chunk (which says only the role) and the first token. */
  delayMs: number;
  firstTokenMs: number;
  /** Each token, and the end, waits until it is asked for (steps.ts). */
  stepped: boolean;
  key?: string;

  /** null: the stream ends without saying why. */
  finish?: string | null;
  usage: 'asked' | 'always' | 'never' | 'on-finish';
  done: boolean;

  /** What goes wrong after so many tokens (thinking counts). */
  stallAfter?: number;
  stallMs: number;
  cutAfter?: number;
  cut: 'destroy' | 'reset' | 'end' | 'mid-character';
  /** Without `errorAfter` it is the reply instead of an answer. */
  error?: FailureName;
  errorAfter?: number;
  status?: number;
  code?: string;
  message?: string;
  body: BodyStyle;
  retryAfterSeconds?: number;
  /** The same question meets what goes wrong only so many times, then it is answered. */
  failTimes: number;

  newline: 'lf' | 'crlf' | 'cr';
  bom: boolean;
  /** Bytes in each write; 0: an event at a time. */
  split: number;
  /** A comment before every so many tokens, and every so many milliseconds of a stall. */
  commentEvery: number;
  pingMs: number;

  /** How a request to go on from a prefix is met. */
  partial: 'continue' | 'repeat' | 'refuse';
  refuse: RuleName[];
  contextTokens: number;
  answerTokens: number;
  /** The longest thinking that may be asked for. */
  thinkingTokens: number;
  /** Titles are answered plainly, whatever the script says; this lets the script have them too. */
  scriptTitles: boolean;
};

export type Script = Partial<Scenario>;

const defaults: Scenario = {
  tokens: 20,
  chunk: 0,
  thinking: 0,
  reasoningField: 'reasoning_content',
  toolCalls: [],
  sources: [],
  sourcesFirst: false,
  rate: 0,
  delayMs: 0,
  firstTokenMs: 0,
  stepped: false,
  usage: 'asked',
  done: true,
  stallMs: Infinity,
  cut: 'destroy',
  body: 'json',
  failTimes: Infinity,
  newline: 'lf',
  bom: false,
  split: 0,
  commentEvery: 0,
  pingMs: 0,
  partial: 'continue',
  refuse: [],
  contextTokens: Infinity,
  answerTokens: Infinity,
  thinkingTokens: Infinity,
  scriptTitles: false,
};

export function scenarioFrom(...scripts: Script[]): Scenario {
  return Object.assign({}, defaults, ...scripts) as Scenario;
}
