import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { call, type Caller } from '../../protocol/client.ts';
import type { AnswerError } from '../../protocol/errors.ts';
import { refreshModels } from '../../protocol/models.ts';
import type { Config } from '../../server/main.ts';
import { type Configured, providerOfRow, providersOfEnvironment } from '../../server/providers/configured.ts';
import { KeySealer } from '../../server/providers/keys.ts';
import { listModels } from '../../server/providers/models.ts';
import { storeFile } from '../../server/store/backup.ts';
import { executedMigrations, withStoreFile } from '../../server/store/check.ts';
import { localUser } from '../../server/store/prepare.ts';
import { listProviderRows } from '../../server/store/providers.ts';
import { kyselyOf } from '../../server/store/sqlite-file.ts';
import { answerSentences } from '../failure.ts';
import type { Words } from '../i18n/words.ts';
import { type Finding, ok, problem, type Scene, warning } from './finding.ts';

interface Upstream {
  name: string;
  baseUrl: string;
  key: Configured['key'];
  error: AnswerError | null;
}

/** Each model server that somebody has set up: whether it can be reached and takes the key. */
export async function checkModels({ config, words, server }: Scene): Promise<Finding[]> {
  const upstreams = await (server ? askServer(server) : askModelServers(config));
  if (upstreams.length === 0) return [ok(words.doctor_noUpstream)];
  return upstreams.map((upstream) => findingOf(upstream, words));
}

function findingOf({ name, baseUrl, key, error }: Upstream, words: Words): Finding {
  if (key === 'unreadable') return problem(words.doctor_keyUnreadable(name));
  if (!error) {
    return ok(
      key === 'none' ? words.doctor_upstreamOpen(name, baseUrl) : words.doctor_upstream(name, baseUrl),
    );
  }
  if (hasNoLists(error)) return warning(words.doctor_upstreamUnlisted(name, baseUrl));
  return problem(words.doctor_upstreamFails(name, baseUrl, answerSentences(error, words).join(' ')));
}

/** Some answer well and keep no list of their models. */
const hasNoLists = ({ httpStatus, code }: AnswerError): boolean =>
  httpStatus === 404 || code === 'upstream_unreadable';

/** The server knows what it was started with, which need not be what this command sees. */
async function askServer(server: Caller): Promise<Upstream[]> {
  const { providers, problems } = await call(server, refreshModels, {}, undefined);
  return providers
    .filter(({ source }) => source === 'environment' || source === 'page')
    .map(({ id, name, baseUrl, key }) => ({
      name,
      baseUrl,
      key,
      error: problems.find(({ providerId }) => providerId === id)?.error ?? null,
    }));
}

async function askModelServers(config: Config): Promise<Upstream[]> {
  const configured = [...providersOfEnvironment(config), ...(await providersOfPage(config))];
  return Promise.all(
    configured.map(async ({ provider, key }) => {
      const { error } = await listModels(provider);
      return { name: provider.name, baseUrl: provider.baseUrl, key, error };
    }),
  );
}

async function providersOfPage({ dataDir, secretFile }: Config): Promise<Configured[]> {
  const file = join(dataDir, storeFile);
  if (!existsSync(file)) return [];
  const sealer = new KeySealer(secretFile);
  return withStoreFile(file, async (db) => {
    if (executedMigrations(db).length === 0) return [];
    const rows = await listProviderRows(kyselyOf(db), localUser);
    return rows.map((row) => providerOfRow(row, sealer));
  });
}
