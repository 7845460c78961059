import type { Caller } from '../protocol/client.ts';
import { type Config, readHolder } from '../server/main.ts';
import { isOurs } from './connect.ts';
import { type Finding, problem, type Scene } from './doctor/finding.ts';
import { checkFolder } from './doctor/folder.ts';
import { checkModels } from './doctor/models.ts';
import { checkPrograms } from './doctor/programs.ts';
import { checkStored } from './doctor/store.ts';
import { checkStream } from './doctor/stream.ts';
import { sentenceOf } from './failure.ts';
import type { Words } from './i18n/words.ts';
import type { Output } from './output.ts';

interface Surroundings {
  config: Config;
  output: Output;
  words: Words;
}

/** In this order: what a later one needs is looked at before. */
const checks = [checkPrograms, checkFolder, checkStored, checkModels, checkStream];

/** `inkstone doctor`: a line each, then how it is in all. Changes nothing. */
export async function doctor({ config, output, words }: Surroundings): Promise<number> {
  const scene = { config, words, server: await runningServer(config) };
  let problems = 0;
  for (const check of checks) {
    for (const { level, sentence } of await findingsOf(check, scene)) {
      output.say(`${words.doctor_level[level]}  ${sentence}`);
      if (level === 'problem') problems += 1;
    }
  }
  output.say(problems === 0 ? words.doctor_well : words.doctor_problems(problems));
  return problems === 0 ? 0 : 1;
}

/** What a check cannot get over is what is wrong. */
async function findingsOf(check: (scene: Scene) => Promise<Finding[]>, scene: Scene): Promise<Finding[]> {
  try {
    return await check(scene);
  } catch (error) {
    return [problem(sentenceOf(error, scene.words, scene.config))];
  }
}

async function runningServer({ dataDir }: Config): Promise<Caller | null> {
  const address = (await readHolder(dataDir))?.address ?? null;
  return address !== null && (await isOurs(address)) ? { origin: address, fetch } : null;
}
