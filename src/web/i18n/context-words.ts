import { type Teller, wordsOf } from './i18n.svelte.ts';

/** What is said of what the model is given: it loads with the messages. */
const en = {
  aside_told:
    'Set aside: the model is not given this question and its answer any more, so the conversation can go on.',
  aside_back: 'Taken back in: the model is given this question and its answer again.',
  aside_take_back: 'Give them to the model again',
  aside_set: 'Set aside again',
} as const;

const zh: Record<keyof typeof en, string> = {
  aside_told: '已搁置：这个问题和它的回答不再交给模型，对话可以继续。',
  aside_back: '已恢复：这个问题和它的回答会再交给模型。',
  aside_take_back: '重新交给模型',
  aside_set: '再次搁置',
};

export const tc: Teller<typeof en> = wordsOf({ en, zh });
