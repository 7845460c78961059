import { accessSync, constants, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ModelsReply } from '../protocol/models.ts';
import type { QwenPlace } from '../protocol/qwen-places.ts';
import type { Config } from './config.ts';
import { openAiRoutes } from './gateway/openai/openai.ts';
import { tutorialRoutes } from './gateway/tutorial/tutorial.ts';
import { Generation } from './generation/generation.ts';
import { createApp } from './http/app.ts';
import { listen, type Listening } from './http/listen.ts';
import { streamRoutes } from './http/stream.ts';
import { Journal } from './journal/journal.ts';
import { keepTidy } from './journal/maintenance.ts';
import { createLogger, type Logger } from './logger.ts';
import { Metrics } from './metrics.ts';
import { internet, type Network } from './outbound/network.ts';
import { KeySealer } from './providers/keys.ts';
import { useCatalogueOf } from './providers/catalogue/catalogue.ts';
import { readOperatorCatalogue } from './providers/catalogue/operator-file.ts';
import { ProviderRegistry, type ProviderWrites } from './providers/registry.ts';
import { copyBeforeMigrating } from './store/before-migration.ts';
import { refuseNetworkFolder } from './store/filesystem.ts';
import { readEpoch } from './store/journal.ts';
import { localUser } from './store/prepare.ts';
import { DataFolderLock, type Holder } from './store/lock.ts';
import { openSqliteStore } from './store/sqlite.ts';
import type { Store } from './store/store.ts';

export { ConfigError, readConfig, type Config } from './config.ts';
export { SecretFileError } from './providers/keys.ts';
export { StoreFaultError } from './store/check.ts';
export { NoSpaceError } from './store/copy.ts';
export { NetworkFolderError } from './store/filesystem.ts';
export { DataFolderBusyError, type Holder, readHolder } from './store/lock.ts';
export { StorageError, StoreDamagedError, StoreTooNewError } from './store/store.ts';

export interface StartOptions {
  /** Where the demo model answers; null: there is none. */
  demoUrl: string | null;
  /** A server that people use, or one that a command started for itself. */
  kind?: Holder['kind'];
  /** Whether to look for model servers on this machine. */
  findLocal?: boolean;
  /** The internet, for what a person orders from there. */
  network?: Network;
  /** Where a key of Qwen's may belong; Alibaba's own places unless told otherwise. */
  qwenPlaces?: readonly QwenPlace[];
  logger?: Logger;
}

export interface Server {
  /** Where it listens, as `http://127.0.0.1:3000`. */
  readonly address: string;
  /** Who can answer, as `GET /api/models` says it. */
  listModels(signal: AbortSignal): Promise<ModelsReply>;
  /** Ends what runs with all that came, then everything in the reverse order of its start. */
  close(): Promise<void>;
}

/** The data folder cannot be made or written. */
export class DataFolderError extends Error {
  readonly dataDir: string;

  constructor(dataDir: string, options: ErrorOptions) {
    super(`the data folder ${dataDir} cannot be written`, options);
    this.name = 'DataFolderError';
    this.dataDir = dataDir;
  }
}

/**
 * Configuration → parts → listening. Throws `DataFolderError`, `NetworkFolderError`, `DataFolderBusyError`,
 * `SecretFileError`, `StoreFaultError` and `NoSpaceError` (before a migration), `StoreTooNewError`, `StorageError`, and
 * Node's error of a port that is taken; then nothing is left running.
 */
export async function startServer(config: Config, options: StartOptions): Promise<Server> {
  const closing: (() => Promise<void> | void)[] = [];
  const close = (): Promise<void> => closeAll(closing.splice(0).reverse());
  try {
    return { ...(await start(config, options, (end) => closing.push(end))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Each, whatever the others do: the lock on the data folder is the last of them. Throws what the first threw. */
async function closeAll(ends: readonly (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const end of ends) {
    try {
      await end();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

type OnClose = (end: () => Promise<void> | void) => void;

async function start(
  config: Config,
  options: StartOptions,
  onClose: OnClose,
): Promise<Omit<Server, 'close'>> {
  const logger = options.logger ?? createLogger(config.logLevel);
  const metrics = new Metrics(logger);
  onClose(logUnhandled(logger));
  onClose(outliveFileLimits());
  useCatalogueOf(readOperatorCatalogue(config.modelsFile));
  openDataFolder(config);
  const sealer = new KeySealer(config.secretFile);
  const lock = await DataFolderLock.take(config.dataDir);
  onClose(() => lock.release());
  const copy = await copyBeforeMigrating(config.dataDir, new Date());
  if (copy) logger.info('store-copied', { version: copy.next, bytes: copy.bytes });
  const store = await openSqliteStore(config.dataDir);
  onClose(() => store.close());
  const journal = await Journal.open(store, { logger, metrics });
  onClose(() => journal.close());
  onClose(keepTidy(journal, { logger }));
  const models = registryOf(config, options, { store, journal, sealer });
  const generation = new Generation({
    store,
    journal,
    models,
    logger,
    metrics,
    limits: config.limits,
  });
  onClose(() => generation.close());
  await recover(generation, journal);
  const { network = internet } = options;
  const listening = await open(config, { store, journal, models, generation, network, logger, metrics });
  onClose(() => listening.close());
  // Before the lines of viewers end, so that they see how each answer did.
  onClose(() => generation.close());
  onClose(() => journal.hurry());
  const { kind = 'serve' } = options;
  // A command's server ends with the command, and would cut it off again.
  generation.takeUp({ cutOff: kind === 'serve' });
  const address = addressOf(config.host, listening.port);
  lock.announce({ kind, pid: process.pid, address });
  return { address, listModels: (signal) => models.list(localUser, { refresh: false, signal }) };
}

/** A promise that nobody waited for is a bug of ours; it must not take everybody's answers with it. */
function logUnhandled(logger: Logger): () => void {
  const onRejection = (error: unknown): void => logger.error('rejection-unhandled', { error });
  process.on('unhandledRejection', onRejection);
  return () => void process.off('unhandledRejection', onRejection);
}

/** Without a listener, a file that reaches a limit of the system's (`ulimit -f`) ends the process; with one, its write fails. */
function outliveFileLimits(): () => void {
  const onLimit = (): void => undefined;
  process.on('SIGXFSZ', onLimit);
  return () => void process.off('SIGXFSZ', onLimit);
}

/** Where the disk takes nothing now, it goes on in the background: what is stored can be read all the same. */
async function recover(generation: Generation, journal: Journal): Promise<void> {
  try {
    await journal.trouble.unlessMet(() => generation.recover());
  } catch (error) {
    if (!journal.trouble.state) throw error;
  }
}

function addressOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Says so now, in one sentence, rather than at the first commit. */
function openDataFolder({ dataDir, allowNetworkDataDir }: Config): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new DataFolderError(dataDir, { cause });
  }
  if (!allowNetworkDataDir) refuseNetworkFolder(dataDir);
}

function registryOf(
  config: Config,
  { demoUrl, findLocal = true, qwenPlaces }: StartOptions,
  { store, journal, sealer }: { store: Store; journal: Journal; sealer: KeySealer },
): ProviderRegistry {
  const writes: ProviderWrites = {
    add: (user, provider) => journal.write(user, 'addProvider', provider),
    replaceKey: (user, change) => journal.write(user, 'replaceProviderKey', change),
    remove: (user, change) => journal.write(user, 'deleteProvider', change),
    learn: (user, learned) => journal.write(user, 'learnTraits', learned),
  };
  return new ProviderRegistry({ store, sealer, config, demoUrl, findLocal, qwenPlaces, writes });
}

interface Parts {
  store: Store;
  journal: Journal;
  models: ProviderRegistry;
  generation: Generation;
  network: Network;
  logger: Logger;
  metrics: Metrics;
}

function open(config: Config, parts: Parts): Promise<Listening> {
  const checkReady = async (): Promise<void> => {
    await parts.journal.trouble.unlessMet(() => readEpoch(parts.store.read));
  };
  const { firstTokenMs, gapMs } = config.limits;
  const patience = { firstTokenMs, gapMs };
  return listen({
    host: config.host,
    port: config.port,
    allowedOrigins: config.allowedOrigins,
    routes: [
      ...streamRoutes(parts),
      ...tutorialRoutes(parts),
      ...openAiRoutes({ ...parts, limits: config.limits }),
    ],
    app: createApp({ ...parts, patience, checkReady, webDir }),
    logger: parts.logger,
    metrics: parts.metrics,
  });
}

/** The built page: beside the built server, whether this runs from source or built. */
const webDir = fileURLToPath(new URL('../../dist/web', import.meta.url));
