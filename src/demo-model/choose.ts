import { scenarioFrom, scriptInModel, scriptInQuestion, type Scenario } from './scenario.ts';
import type { ChatRequest } from './request.ts';
import { titleOf } from './title.ts';
import { tourAnswer } from './tour/answer.ts';

export const demoModels = ['demo', 'demo-thinking'] as const;

/** What is played for a request; nothing if there is no such model. */
export function chooseScenario(request: ChatRequest, aliases: readonly string[]): Scenario | undefined {
  const inModel = scriptInModel(request.model);
  const isDemo = [...demoModels, ...aliases].includes(request.model);
  if (!inModel && !isDemo) return undefined;
  const title = titleOf(request);
  if (title !== undefined && !inModel?.scriptTitles) return scenarioFrom({ text: title });
  const inQuestion = scriptInQuestion(lastQuestion(request));
  if (inModel || inQuestion) return scenarioFrom(inModel ?? {}, inQuestion ?? {});
  return scenarioFrom(tourAnswer(request));
}

function lastQuestion({ messages }: ChatRequest): string {
  return messages.findLast(({ role }) => role === 'user')?.text ?? '';
}
