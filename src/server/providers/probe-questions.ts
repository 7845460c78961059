import type { ProbeStep } from '../../protocol/probe.ts';
import type { Provider, ProviderKind } from './provider.ts';
import { quirksOf } from './quirks/quirks-of.ts';
import type { ChatBody } from './request.ts';

/** What is asked of a model of this vendor: nothing that the vendor has no words for. */
export function probeSteps(kind: ProviderKind, model: string): ProbeStep[] {
  const { prefix, search } = quirksOf(kind);
  return [
    ...(prefix ? ['prefix' as const] : []),
    ...(Object.keys(thinkingFields(kind, model, true)).length > 0 ? ['thinking' as const] : []),
    'image',
    'json',
    ...(search ? ['search' as const] : []),
  ];
}

interface ProbeQuestion {
  step: ProbeStep;
  stream: boolean;
  /** The longest answer. */
  tokens: number;
}

/** The body of a question, which the model may refuse: the one place where that is wanted. */
export function probeBody(
  { kind }: Provider,
  model: string,
  { step, stream, tokens }: ProbeQuestion,
): ChatBody {
  const quirks = quirksOf(kind);
  const { prefix } = quirks;
  const asked = { role: 'user', content: questions[step] };
  const begun = { role: 'assistant', content: 'one, two,', ...prefix?.message };
  return {
    model,
    messages: step === 'prefix' ? [asked, begun] : [asked],
    stream,
    ...thinkingFields(kind, model, step === 'thinking'),
    ...(step === 'prefix' ? prefix?.body : {}),
    ...(step === 'image' ? { tools: [tool] } : {}),
    ...(step === 'json' ? { response_format: { type: 'json_object' } } : {}),
    ...(step === 'search' ? { enable_search: true } : {}),
    [quirks.maxTokensField?.(model) ?? 'max_tokens']: tokens,
  };
}

/** A model that the tables do not know, or know wrongly, is asked as the vendor's models with a switch are. */
function thinkingFields(kind: ProviderKind, model: string, on: boolean): Record<string, unknown> {
  const { thinking, thinkingSwitch } = quirksOf(kind);
  return thinkingSwitch?.(on) ?? thinking?.(model, on ? 'on' : 'off') ?? {};
}

/** Grey, 32 pixels wide and high: models refuse smaller ones. */
const image =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAAAAABWESUoAAAAFklEQVR42mNoIAAYRhWMKhhVMFIVAABCAAAfN5c2AAAAAABJRU5ErkJggg==';

const tool = {
  type: 'function',
  function: {
    name: 'noop',
    description: 'Does nothing. Never call it.',
    parameters: { type: 'object', properties: {} },
  },
};

const questions: Record<ProbeStep, unknown> = {
  prefix: 'Count to five in words.',
  thinking: 'Say hi.',
  image: [
    { type: 'text', text: 'Say hi.' },
    { type: 'image_url', image_url: { url: image } },
  ],
  json: 'Say {"hi":1} in JSON.',
  search: 'Say hi.',
};
