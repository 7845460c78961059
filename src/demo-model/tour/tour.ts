import type { Script } from '../scenario.ts';
import type { Reference } from './recall.ts';

export type Passage = { title: string; text: string };

/** A thing that the demo shows when it is asked for. */
export type Topic = { asked: RegExp; script: Script };

/** All that the demo says in one language, and how it hears what is asked in it. */
export type Tour = {
  /** Opens the first answer of every conversation: nobody shall take the demo for a model. */
  introduction: string;
  who: Topic;
  help: Topic;
  topics: Topic[];
  greeting: Topic;
  long: {
    asked: RegExp;
    /** How many words or characters are wanted. */
    length: (question: string) => number;
    measure: (text: string) => number;
    sentences: (text: string) => string[];
    between: string;
    passages: Passage[];
    /** Stands before the passages when they come again. */
    again: string;
  };
  recall: {
    asked: RegExp;
    reference: (question: string) => Reference;
    found: (reference: Reference) => string;
    missing: (lines: number, reference: Reference) => string;
  };
  name: {
    asked: RegExp;
    said: RegExp;
    welcome: (name: string) => string;
    known: (name: string) => string;
    unknown: string;
  };
  quote: (question: string) => string;
  reply: (quote: string, turn: number) => string;
  thought: (quote: string, turn: number) => string;
  /** In place of the reply where a search was asked for. */
  searched: (quote: string) => Script;
};
