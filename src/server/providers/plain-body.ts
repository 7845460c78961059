import { pipeline, type Duplex, type Readable } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';

// What has arrived is let through at once, and a cut stream gives all it had.
const eager = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };

const decoders: Partial<Record<string, () => Duplex>> = {
  gzip: () => createGunzip(eager),
  'x-gzip': () => createGunzip(eager),
  deflate: () => createInflate(eager),
  br: () =>
    createBrotliDecompress({
      flush: constants.BROTLI_OPERATION_FLUSH,
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
    }),
  zstd: () => createZstdDecompress({ flush: constants.ZSTD_e_flush, finishFlush: constants.ZSTD_e_flush }),
};

/** The body without its compression, which we do not ask for but a proxy may add; `null` for one that nobody knows. */
export function plainBody(body: Readable, encoding: string | null): Readable | null {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return body;
  const decoder = decoders[name]?.();
  // The error of either side arrives at whoever reads the result.
  return decoder ? pipeline(body, decoder, () => undefined) : null;
}
