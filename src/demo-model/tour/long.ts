import type { Tour } from './tour.ts';

const LONGEST = 50_000;

/** A text of about so many words or characters, in numbered chapters, ending with a sentence. */
export function longText(
  { measure, sentences, between, passages, again }: Tour['long'],
  wanted: number,
): string {
  const goal = Math.min(Math.max(wanted, 1), LONGEST);
  const chapters: string[] = [];
  for (let written = 0; written < goal;) {
    const number = chapters.length;
    const passage = passages[number % passages.length];
    if (!passage) break;
    const isAgain = number > 0 && number % passages.length === 0;
    const text = isAgain ? again + between + passage.text : passage.text;
    const chosen = upTo(sentences(text), goal - written, measure).join(between);
    chapters.push(`## ${number + 1}. ${passage.title}\n\n${chosen}`);
    written += measure(chosen);
  }
  return chapters.join('\n\n');
}

function upTo(sentences: string[], goal: number, measure: (text: string) => number): string[] {
  let written = 0;
  const end = sentences.findIndex((sentence) => (written += measure(sentence)) >= goal);
  return end < 0 ? sentences : sentences.slice(0, end + 1);
}
