import { call } from '../protocol/client.ts';
import { chooseModel, listModels } from '../protocol/models.ts';
import type { ChatSession } from './chat-session.ts';
import type { Words } from './i18n/words.ts';
import type { Output } from './output.ts';

interface Command {
  name: string;
  rest: string;
}

interface Surroundings {
  output: Output;
  words: Words;
}

/** `/name rest`; a path is none. An input method for Chinese writes the slash in its full width. */
export function commandIn(entered: string): Command | null {
  const match = /^[/／](\p{L}*)(?:\s+([^]*))?$/u.exec(entered.trimEnd());
  return match ? { name: match[1]!.toLowerCase(), rest: (match[2] ?? '').trim() } : null;
}

type Run = (
  rest: string,
  session: ChatSession,
  surroundings: Surroundings,
) => Promise<'leave' | void> | 'leave' | void;

const commands: Record<string, Run> = {
  help: (_, __, { output, words }) => output.note(words.chat_commands),
  new(_, session, { output, words }) {
    session.begin();
    output.note(words.chat_new);
  },
  model: (rest, session, surroundings) =>
    rest === '' ? listThem(session, surroundings) : takeModel(rest, session, surroundings),
  async system(rest, session, { output, words }) {
    await session.setSystem(rest === '' ? null : rest);
    output.note(rest === '' ? words.chat_systemCleared : words.chat_systemSet);
  },
  exit: () => 'leave',
  quit: () => 'leave',
};

export async function runCommand(
  { name, rest }: Command,
  session: ChatSession,
  surroundings: Surroundings,
): Promise<'leave' | void> {
  if (Object.hasOwn(commands, name)) return commands[name]!(rest, session, surroundings);
  surroundings.output.note(surroundings.words.chat_unknownCommand(`/${name}`), 'yellow');
}

async function listThem({ caller, model }: ChatSession, { output, words }: Surroundings): Promise<void> {
  const { models, defaultModel } = await call(caller, listModels, {}, undefined);
  const present = model ?? defaultModel;
  if (present === null) return output.note(words.chat_noModels, 'yellow');
  const names = models.map(({ id }) => id).filter((id) => id !== present);
  output.note(
    names.length > 0
      ? [words.chat_models(present), ...names.map((id) => `  ${id}`)].join('\n')
      : words.chat_model(present),
  );
}

async function takeModel(name: string, session: ChatSession, { output, words }: Surroundings): Promise<void> {
  const reply = await call(session.caller, listModels, {}, undefined);
  const model = chooseModel(reply, name);
  await session.setModel(model);
  output.note(words.chat_model(model));
}
