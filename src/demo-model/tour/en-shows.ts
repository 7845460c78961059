import type { Script } from '../scenario.ts';

export const help = `Ask me for one of these, in your own words or in mine:

| Say | and you see |
| --- | --- |
| \`show me Markdown\` | headings, lists, quotations and links on one page |
| \`show me code\` | code blocks that can be copied |
| \`show me a table\` | figures in rows and columns |
| \`show me maths\` | formulas, in a line and on their own |
| \`make a list\` | lists within lists, and things to tick off |
| \`think about it\` | thinking that folds away once the answer begins |
| \`show me sources\` | an answer that says where it has it from |
| \`write 2000 words\` | an answer of that length: scroll, stop it, or reload the page while it runs |
| \`slow answer\` | a few words a second |
| \`show me an error\` | an answer that breaks off half-way |

I also remember this conversation. Tell me your name and ask for it later, or ask *what did I say two turns ago?* Chinese works just as well: 说中文也可以。`;

export const markdown = `# A page of Markdown

Text can be **bold**, *slanted*, ~~struck out~~ or \`set as code\`, and a [link](https://spec.commonmark.org/) stays a link.

## A list with some order in it

1. Grind the ink.
2. Wet the brush:
   - only the tip for fine lines,
   - up to the middle for broad ones.
3. Write, and do not look back.

> The palest ink is better than the best memory.
>
> — a proverb

### What is done and what is not

- [x] Ink
- [x] Paper
- [ ] Something to say

---

Code has a block of its own:

\`\`\`python
def greet(name: str) -> str:
    return f"Hello, {name}!"
\`\`\`

And a table knows its columns:

| Soot | Shade | Sheen |
| :--- | :---: | ---: |
| pine | bluish | 2 % |
| oil | warm | 7 % |

A formula fits in a line, $a^2 + b^2 = c^2$, and that is the whole page.`;

export const code = `Three languages, three blocks. Each can be copied with a click.

\`\`\`typescript
/** The words of a text, most frequent first. */
export function frequentWords(text: string): [word: string, count: number][] {
  const counts = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/\\p{L}+/gu)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
\`\`\`

\`\`\`sql
SELECT title, count(*) AS messages
FROM conversation
JOIN message ON message.conversation_id = conversation.id
GROUP BY conversation.id
ORDER BY messages DESC
LIMIT 10;
\`\`\`

\`\`\`sh
# A line that is far too long to fit, so that you can see what a code block does with one that runs out of the page
curl --no-buffer http://127.0.0.1:3000/v1/chat/completions --header 'content-type: application/json' --data '{"model":"demo","stream":true,"messages":[{"role":"user","content":"Hello"}]}'
\`\`\``;

export const table = `| Stone | Where it is cut | Colour | Known since |
| :--- | :--- | :--- | ---: |
| Duan | Zhaoqing, Guangdong | purple, with green “eyes” | 7th century |
| She | Shexian, Anhui | black, with gold dust or ripples | 8th century |
| Tao | the Tao river, Gansu | green, like a wave | 11th century |
| Chengni | river clay, sieved and fired | yellow, red or slate | 7th century |

These are the four famous inkstones. Three of them are found; the fourth is made.`;

export const maths = `In a line: light needs $t = \\frac{d}{c}$ for a distance $d$, and $e^{i\\pi} + 1 = 0$ needs no explanation.

On its own, the bell curve and the area under it:

\\[
\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx = \\sqrt{\\pi}
\\]

A sum and what it comes to:

$$
\\sum_{n=1}^{\\infty} \\frac{1}{n^2} = \\frac{\\pi^2}{6}
$$

And a matrix that turns the plane by an angle $\\theta$:

\\[
\\begin{pmatrix} \\cos\\theta & -\\sin\\theta \\\\ \\sin\\theta & \\cos\\theta \\end{pmatrix}
\\]

A price such as $5 or $10 is no formula, and should not look like one.`;

export const list = `The four treasures of the study, and what to look for:

1. **Brush**
   - goat hair for broad, soft strokes
   - weasel hair for sharp ones
     - and both together for everyday use
2. **Ink**
   - from pine soot: cool and matt
   - from oil soot: warm, with a sheen
3. **Paper**
   - raw Xuan paper drinks the ink
   - sized Xuan paper lets it lie
4. **Inkstone**
   - fine-grained, and slow to dry

Before you begin:

- [x] water in the well
- [ ] sleeves rolled up`;

export const thinking: Script = {
  thinking: `I have been asked to think where it can be seen. A riddle will do: a brush and an ink stick cost 11 coins together, and the brush costs 10 coins more than the ink. What does the ink cost?

The first thing that comes to mind is 1 coin. Let me check. If the ink costs 1, the brush costs 11, and together that is 12. Too much.

So let the ink cost x. Then the brush costs x + 10, and x + (x + 10) = 11. That gives 2x = 1, and x = 0.5.

Check: 0.5 + 10.5 = 11, and the difference is 10. Good.`,
  text: `A brush and an ink stick cost 11 coins together, and the brush costs 10 coins more than the ink. The ink costs **half a coin** and the brush ten and a half.

How I got there stands above, folded away. If there is nothing above, thinking is switched off for this model. (And to be honest, I learnt it by heart.)`,
};

export const sources: Script = {
  text: `Ink was kept as a stick of soot and glue, and ground with water when it was wanted.[1] The stone on which it was ground has a flat part to rub on and a well for the ink;[2] with brush and paper they are the four treasures of the study.[3]

Models that search the web say where they have things from like this: each number leads to its page in the list below. (I have searched nothing. I was given these three.)`,
  sources: [
    { title: 'Inkstick', url: 'https://en.wikipedia.org/wiki/Inkstick' },
    { title: 'Inkstone', url: 'https://en.wikipedia.org/wiki/Inkstone' },
    {
      title: 'Four Treasures of the Study',
      url: 'https://en.wikipedia.org/wiki/Four_Treasures_of_the_Study',
    },
  ],
};

export const slow: Script = {
  rate: 4,
  firstTokenMs: 3000,
  text: 'First nothing came for three seconds, and now I write about as fast as a careful hand. Leave the page if you like, or reload it: the answer goes on being written without you, and when you come back you have missed nothing.',
};

export const error: Script = {
  error: 'internal_error',
  text: 'This answer is going to break off, as happens when a model server falls over. What has been written up to then stays, and the page will tell you what became of the rest. It will happen right in the middle of a',
};
