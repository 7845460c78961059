import { failureNamed, Refused } from './failures.ts';
import { scenarioFrom, type Scenario } from './scenario.ts';
import { scriptInModel, scriptInQuestion } from './script.ts';
import type { ChatRequest } from './request.ts';
import { summaryOf } from './summary.ts';
import { titleOf } from './title.ts';
import { tourAnswer } from './tour/answer.ts';

export const demoModels = ['demo', 'demo-thinking'] as const;

/** What is played for a request. */
export function chooseScenario(request: ChatRequest, aliases: readonly string[]): Scenario {
  const inModel = scriptInModel(request.model);
  const isDemo = [...demoModels, ...aliases].includes(request.model);
  if (!inModel && !isDemo) throw unknownModel(request.model);
  const title = titleOf(request);
  if (title !== undefined && !inModel?.scriptTitles) return scenarioFrom({ text: title });
  const summary = inModel ? undefined : summaryOf(request);
  if (summary !== undefined) return scenarioFrom({ text: summary });
  const inQuestion = scriptInQuestion(lastQuestion(request));
  if (inModel || inQuestion) return scenarioFrom(inModel ?? {}, inQuestion ?? {});
  return scenarioFrom(tourAnswer(request));
}

function lastQuestion({ messages }: ChatRequest): string {
  return messages.findLast(({ role }) => role === 'user')?.text ?? '';
}

function unknownModel(model: string): Refused {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return new Refused({ ...failureNamed('model_not_found'), message });
}
