import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoModel, startDemoModel } from '../../demo-model/server.ts';
import type { Script } from '../../demo-model/scenario.ts';
import { mostProbeTokens, type ProbeOutcome, ProbeStep } from '../../protocol/probe.ts';
import { provider } from '../../../test/support/chat-with.ts';
import { probe } from './probe.ts';
import type { ProviderKind } from './provider.ts';
import type { Traits } from './traits.ts';

let demo: DemoModel;
beforeAll(async () => {
  demo = await startDemoModel({ inspect: true });
});
afterAll(() => demo.close());

const { signal } = new AbortController();

/** A model that goes on from `one, two,` as it is asked to. One with the word in its name would be taken for one that always thinks. */
const script = (about: Script): string =>
  `script:${JSON.stringify({ text: 'one, two, three, four, five', ...about }).replaceAll('thinking', 'thin\\u006bing')}`;

async function shown(about: Script, kind: ProviderKind = 'dashscope'): Promise<Traits> {
  const probed = await probe({ ...provider(demo.url), kind }, script(about), { signal });
  if (!probed.ok) throw new Error(probed.error.code);
  return probed.traits;
}

const all: Traits = { streamOnly: false, prefix: true, images: true, tools: true, search: true };

test.each<[string, Script, Traits]>([
  [
    'can all of it',
    { thinking: 3, thinkingTokens: 81_920 },
    { ...all, thinking: 'hybrid', 'range.thinking_budget': { min: 1, max: 81_920 } },
  ],
  ['thinks without end', { thinking: 3 }, { ...all, thinking: 'hybrid' }],
  ['never thinks', {}, { ...all, thinking: 'none' }],
  [
    'knows no switch of thinking',
    { refuse: ['thinking'] },
    { ...all, thinking: 'none', prefix: undefined } as Traits,
  ],
  [
    'always thinks',
    { thinking: 3, refuse: ['thinking-only'] },
    { thinking: 'only', images: true, tools: true, search: true },
  ],
  [
    'answers in pieces only',
    { refuse: ['stream-only'] },
    { thinking: 'none', streamOnly: true, images: true, tools: true, search: true },
  ],
  [
    'reads text alone',
    { refuse: ['text-only'] },
    { ...all, thinking: 'none', images: false, tools: undefined } as Traits,
  ],
  [
    'calls no tools',
    { refuse: ['tools'] },
    { ...all, thinking: 'none', tools: false, images: undefined } as Traits,
  ],
  ['writes no JSON', { refuse: ['json'] }, { ...all, thinking: 'none', 'refuses.response_format': true }],
  [
    'does not search',
    { refuse: ['search'] },
    { ...all, thinking: 'none', search: undefined, 'refuses.enable_search': true } as Traits,
  ],
  ['begins anew', { partial: 'repeat' }, { ...all, thinking: 'none', prefix: false }],
  ['does not go on', { partial: 'refuse' }, { ...all, thinking: 'none', prefix: false }],
])('of a model that %s, that is found out', async (_name, about, expected) => {
  const traits = await shown(about);
  expect(traits).toEqual(JSON.parse(JSON.stringify(expected)));
});

test('no more is asked than was said beforehand', async () => {
  const before = demo.requests().length;
  await shown({ thinking: 10_000, tokens: 10_000 });
  const asked = demo.requests().slice(before);
  expect(asked.length).toBeLessThanOrEqual(ProbeStep.options.length);
  const limits = asked.map(({ body }) => body?.['max_tokens'] as number);
  expect(limits.reduce((sum, limit) => sum + limit, 0)).toBeLessThanOrEqual(mostProbeTokens);
});

test('a vendor is asked only for what there are words for', async () => {
  const outcomes = async (kind: ProviderKind): Promise<[string, ProbeOutcome][]> => {
    const probed = await probe({ ...provider(demo.url), kind }, script({}), { signal });
    return probed.ok ? probed.asked.map(({ step, outcome }) => [step, outcome]) : [];
  };
  expect(await outcomes('compatible')).toEqual([
    ['image', 'taken'],
    ['json', 'taken'],
  ]);
  expect(demo.requests().at(-1)?.body).not.toHaveProperty('enable_thinking');
});

test.each(['invalid_api_key', 'arrearage', 'model_not_found', 'limit_requests'] as const)(
  '%s says nothing of what the model can do',
  async (error) => {
    const probed = await probe(provider(demo.url), script({ error }), { signal });
    expect(probed.ok).toBe(false);
  },
);
