import { passages } from './en-long.ts';
import * as shows from './en-shows.ts';
import { asEnglish, asEnglishOrdinal, englishNumber, englishOrdinal } from './numbers.ts';
import type { Reference } from './recall.ts';
import type { Tour } from './tour.ts';

const NUMBER = '\\d+|one|two|three|four|five|six|seven|eight|nine|ten';
const ORDINAL = '\\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth';
const LINE = 'turn|message|question|line|thing|sentence|answer|reply|repl';

const CONNECT =
  'To talk with a real model, open Settings and add a key (for Qwen, one from Alibaba Cloud Model Studio), or start Inkstone with `DASHSCOPE_API_KEY` set. A local model server such as Ollama needs no key at all.';

/** The words alone, or a request that holds them: a question that merely mentions them is no request. */
function asks(words: string): RegExp {
  const verbs =
    "please|can you|could you|let me|i want|i'd like|i would like|show|give|tell|write|make|try|draw|see|demo|do";
  return new RegExp(
    `^(?:${verbs})\\b.*\\b(?:${words})\\b|^(?:an? |the |some |more )?(?:${words})[.!? ]*$`,
    'i',
  );
}

export const english: Tour = {
  introduction: `I am the demo that comes with Inkstone, not a language model: I can show you what answers look like here, but I cannot think about your question. ${CONNECT}`,
  who: {
    asked:
      /\b(?:who|what) (?:are|r) (?:you|u)\b|\bwhat(?:'s|’s| is) your name\b|\bare you (?:an? |the )?(?:real|ai|bot|robot|language model|llm|model|human|qwen|chatgpt|gpt|person)|\bwhich model\b|\b(?:connect|add|use) (?:an? |the |my )?(?:real (?:one|model)|api key|key|qwen)\b/i,
    script: {
      text: `I am the demo that comes with Inkstone. I am **not a language model**: everything I say was written beforehand, and I only choose from it and remember what you wrote. I am here so that you can look around before you have a key.\n\n${CONNECT}`,
    },
  },
  help: {
    asked: asks('help|menu|tour|what (?:can|do) you (?:do|show)(?: me)?|everything|examples?'),
    script: { text: shows.help },
  },
  topics: [
    {
      asked: /^(?:thanks|thank you|thx|cheers)\b.{0,20}$/i,
      script: { text: 'You are welcome. Write again whenever you like.' },
    },
    { asked: asks('errors?|fail(?:ure)?|break'), script: shows.error },
    { asked: asks('slow(?:ly|er)?|slow (?:answer|reply)|write slowly|wait'), script: shows.slow },
    {
      asked: asks('think(?:ing)?(?: about (?:it|this|something))?|reason(?:ing)?|riddle'),
      script: shows.thinking,
    },
    { asked: asks('sources?|citations?|references?'), script: shows.sources },
    { asked: asks('tables?'), script: { text: shows.table } },
    {
      asked: asks('maths?|mathematics|formulas?|formulae|equations?|latex|katex'),
      script: { text: shows.maths },
    },
    { asked: asks('code|code blocks?|program|snippet|source code'), script: { text: shows.code } },
    { asked: asks('lists?|to-?dos?|checklist'), script: { text: shows.list } },
    { asked: asks('markdown|formatting|headings?'), script: { text: shows.markdown } },
  ],
  greeting: {
    asked:
      /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|howdy|greetings)(?:[ ,]+(?:there|you|demo|inkstone))?[ .!?]*$/i,
    script: {
      text: 'Hello! Say `help` and I will list what there is to see, or simply write to me: I remember what you say.',
    },
  },
  long: {
    asked: asks(
      '\\d[\\d,]*(?:k| thousand)?[- ]words?|(?:long|longer) (?:answer|text|story|reply|essay|article)',
    ),
    length: (question) => {
      const [, figure = '600', thousand] = /(\d[\d,]*)(k| thousand)?[- ]words?/i.exec(question) ?? [];
      return englishNumber(figure) * (thousand ? 1000 : 1);
    },
    measure: (text) => text.split(/\s+/).filter(Boolean).length,
    sentences: (text) => text.split(/(?<=[.!?]) /),
    between: ' ',
    passages,
    again: 'Here I begin again, for I know no more than eight chapters by heart.',
  },
  recall: {
    asked: new RegExp(
      [
        '\\bwhat (?:did|have|had|was) (?:I|you)\\b.*\\b(?:say|said|saying|write|written|writing|ask|asked|asking|tell|told)\\b',
        `\\bwhat (?:was|is|were) (?:my|your) (?:very )?(?:${ORDINAL}|last|previous)\\b`,
        `\\b(?:repeat|quote|recall)\\b.*\\b(?:I|you|my|your) ?(?:said|wrote|asked|told|(?:${ORDINAL}|last|previous))\\b`,
        `^(?:and |what about )?(?:(?:the |my |your )?(?:very )?(?:${ORDINAL}|last|previous)(?: (?:one|${LINE}))?|(?:${NUMBER}) (?:${LINE})s? (?:ago|before|earlier|back))[?. ]*$`,
      ].join('|'),
      'i',
    ),
    reference: englishReference,
    found: ({ speaker, from, count }) => {
      const who = speaker === 'user' ? 'you' : 'I';
      if (from === 'start') return `The ${asEnglishOrdinal(count)} thing ${who} said here was:`;
      return count === 1
        ? `Just before this, ${who} wrote:`
        : `${capital(asEnglish(count))} turns ago ${who} wrote:`;
    },
    missing: (lines, { speaker }) => {
      const who = speaker === 'user' ? 'You have' : 'I have';
      if (lines === 0) return `Nothing yet: this is where our conversation begins.`;
      return `Our conversation does not go back that far. ${who} said ${lines === 1 ? 'one thing' : `${asEnglish(lines)} things`} before this.`;
    },
  },
  name: {
    asked: /\bwhat(?:'s|’s| is| was) my name\b|\bwho am I\b|\b(?:know|remember|say|tell me) my name\b/i,
    said: /\b(?:[Mm]y name is|[Mm]y name[’']s|[Cc]all me|I am called|I[’']m called)\s+(\p{L}[\p{L}\p{M}’'-]*(?: \p{Lu}[\p{L}\p{M}’'-]*){0,2})/u,
    welcome: (name) =>
      `Nice to meet you, ${name}. Ask me for your name in a while, and I will still know it.`,
    known: (name) => `Your name is ${name}. You told me so earlier in this conversation.`,
    unknown: 'You have not told me yet. Say “my name is …”, and from then on I will know.',
  },
  quote: (question) => {
    const words = question
      .replaceAll(/[`*_#>|[\]]+/g, ' ')
      .trim()
      .split(/\s+/);
    return words.length > 8 ? `${words.slice(0, 8).join(' ')} …` : words.join(' ');
  },
  reply: (quote, turn) => {
    const replies = [
      `You wrote “${quote}”, and a real model would now answer it. I can only keep it for you: it is your ${asEnglishOrdinal(turn)} message here. Say \`help\` to see what I can show.`,
      `“${quote}” is your ${asEnglishOrdinal(turn)} message in this conversation. I have no answer of my own, but I have not forgotten the others: try *what did I say first?*`,
      `That makes ${asEnglish(turn)} messages, the latest being “${quote}”. If you would like to see something, \`show me a table\` or \`write 300 words\` will do.`,
    ];
    return replies[(turn - 1) % replies.length] ?? '';
  },
  searched: (quote) => ({
    text: `“${quote}” would now be looked up on the web. I look nothing up, but this is how it reads: ink was kept as a stick of soot and glue,[1] ground with water on a stone with a well,[2] and both are among the four treasures of the study.[3] Each number leads to its page in the list below.`,
    sources: shows.sources.sources ?? [],
  }),
  thought: (quote, turn) =>
    `The message says “${quote}”. It is number ${turn} in this conversation and it is written in English, so I answer in English. I am a demo and have no knowledge to draw on; the honest thing is to give the answer that was written for such a case.`,
};

function englishReference(question: string): Reference {
  const speaker = /\b(?:did|have|had|was|were) you\b|\byou (?:said|wrote|asked|told)\b|\byour\b/i.test(
    question,
  )
    ? 'assistant'
    : 'user';
  const [, ago] =
    new RegExp(`\\b(${NUMBER}) (?:${LINE})(?:s|ies)? (?:ago|before|earlier|back)`, 'i').exec(question) ?? [];
  if (ago) return { speaker, from: 'end', count: englishNumber(ago) };
  if (/\bbefore last\b/i.test(question)) return { speaker, from: 'end', count: 2 };
  if (/\b(?:start|beginning|begin|began)\b/i.test(question)) return { speaker, from: 'start', count: 1 };
  const [, ordinal] = new RegExp(`\\b(${ORDINAL})\\b`, 'i').exec(question) ?? [];
  return ordinal
    ? { speaker, from: 'start', count: englishOrdinal(ordinal) }
    : { speaker, from: 'end', count: 1 };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
