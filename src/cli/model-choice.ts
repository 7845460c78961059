import type { AnswerOptions } from '../protocol/answer-options.ts';
import { call, type Caller } from '../protocol/client.ts';
import { chooseModel, listModels } from '../protocol/models.ts';
import type { Words } from './i18n/words.ts';
import type { Output } from './output.ts';

/** The model that a person names, as the server lists them. */
export async function modelNamed(caller: Caller, name: string, signal?: AbortSignal): Promise<string> {
  const reply = await call(caller, listModels, {}, undefined, { signal });
  return chooseModel(reply, name);
}

interface Asked {
  /** As `provider/model`; undefined or null: the one that answers where nobody has chosen. */
  model: string | null | undefined;
  options: AnswerOptions;
}

interface Scene {
  output: Output;
  words: Words;
}

/** Says beforehand what a model cannot do, where it was asked for; the answer comes all the same. */
export async function tellOfLack(caller: Caller, asked: Asked, { output, words }: Scene): Promise<void> {
  const { search = 'off', thinking } = asked.options;
  if (search === 'off' && !thinking) return;
  const { models, defaultModel } = await call(caller, listModels, {}, undefined);
  const model = models.find(({ id }) => id === (asked.model ?? defaultModel));
  if (!model) return;
  if (search !== 'off' && model.takes.search === 'none')
    output.note(words.ask_cannotSearch(model.name), 'yellow');
  if (thinking && model.thinking === 'none') output.note(words.ask_cannotThink(model.name), 'yellow');
}
