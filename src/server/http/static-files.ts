import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export interface StaticFile {
  /** As it is asked for: `/assets/index-4f3a.js`. */
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
  encoding: 'br' | 'gzip' | null;
  contentType: string;
  /** Of these very bytes: another encoding is another representation. */
  etag: string;
  isPage: boolean;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
};

const compressible = /^(text|application)\/|svg/;
const minCompressedBytes = 1024;

type Encoding = 'br' | 'gzip' | 'identity';

const compress: Record<Encoding, (bytes: Buffer) => Promise<Buffer>> = {
  // 5 costs a twentieth of the time of the highest and gains nearly as much; each file is packed once.
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: promisify(gzip),
  identity: async (bytes) => bytes,
};

/** The files of a folder as it was at the start, each read and packed when it is first asked for. No other path is served. */
export class StaticFiles {
  readonly #dir: string;
  readonly #paths: ReadonlySet<string>;
  readonly #loaded = new Map<string, Promise<StaticFile>>();

  constructor(dir: string) {
    this.#dir = resolve(dir);
    this.#paths = new Set(pathsIn(this.#dir).filter((path) => extname(path) in contentTypes));
  }

  async find(path: string, acceptEncoding: string | undefined): Promise<StaticFile | null> {
    if (!this.#paths.has(path)) return null;
    const encoding = this.#encodingFor(path, acceptEncoding ?? '');
    const key = `${encoding} ${path}`;
    return this.#loaded.get(key) ?? this.#remember(key, this.#load(path, encoding));
  }

  #remember(key: string, file: Promise<StaticFile>): Promise<StaticFile> {
    this.#loaded.set(key, file);
    file.catch(() => this.#loaded.delete(key));
    return file;
  }

  #encodingFor(path: string, accepted: string): Encoding {
    if (!compressible.test(contentTypes[extname(path)]!)) return 'identity';
    if (/\bbr\b(?!\s*;\s*q=0(\.0*)?\b)/.test(accepted)) return 'br';
    return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\b)/.test(accepted) ? 'gzip' : 'identity';
  }

  async #load(path: string, encoding: Encoding): Promise<StaticFile> {
    const whole = await readFile(join(this.#dir, path));
    const used = whole.length < minCompressedBytes ? 'identity' : encoding;
    const bytes = new Uint8Array(await compress[used](whole));
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
    return {
      path,
      bytes,
      encoding: used === 'identity' ? null : used,
      contentType: contentTypes[extname(path)]!,
      etag: `"${hash}"`,
      isPage: extname(path) === '.html',
    };
  }
}

function pathsIn(dir: string): string[] {
  try {
    const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(dir.length).split(sep).join('/'));
  } catch (error) {
    // Not built yet: the page says so.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
