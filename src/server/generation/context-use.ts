import type { ContextUse } from '../../protocol/context.ts';
import { roomForPrompt } from '../../protocol/tokens.ts';
import { conversationRow } from '../store/conversations.ts';
import type { Choice, ModelSource } from './choose.ts';
import type { JobParts } from './job.ts';
import { begunFor, type Measured, measure, promptTokens } from './measure.ts';
import { isGiven, type Material, readMaterial } from './prompt.ts';

/** What the next question of a conversation would find in its prompt. Throws `conversation_not_found` and what the model's source throws. */
export async function contextUse(
  user: string,
  { conversationId, choice }: { conversationId: string; choice: Choice },
  { store, models }: Pick<JobParts, 'store'> & { models: ModelSource },
): Promise<ContextUse> {
  const { leaf_id: messageId, system_prompt: systemPrompt } = await conversationRow(
    store.read,
    user,
    conversationId,
  );
  const material: Material =
    messageId === null
      ? { systemPrompt, path: [] }
      : await readMaterial(store.read, user, { conversationId, messageId });
  const { facts } = await models.resolve(user, choice.model);
  return {
    context: facts.context,
    room: roomForPrompt(facts, choice.options.maxTokens),
    ...shares(measure(material), begunFor(material.path, choice.model)),
  };
}

type Shares = Omit<ContextUse, 'context' | 'room'>;

function shares(measured: Measured, begin: number): Shares {
  const { material, system, messages } = measured;
  const { path } = material;
  const sum = (role: 'user' | 'assistant'): number =>
    messages.reduce((all, tokens, at) => (at >= begin && path[at]!.role === role ? all + tokens : all), 0);
  const [questions, answers] = [sum('user'), sum('assistant')];
  return {
    system: Math.round(system),
    summary: Math.round(promptTokens(measured, begin) - system - questions - answers),
    questions: Math.round(questions),
    answers: Math.round(answers),
    leftOut: path.slice(0, begin).filter((_, at) => isGiven(path, at)).length,
    setAside: path.filter(({ setAside }) => setAside).length,
  };
}
