import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a sealed key belongs to: it opens for nothing else. */
export interface KeyOwner {
  user: string;
  providerId: string;
}

const version = 'v1';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts the providers' keys at rest: AES-256-GCM with a data key of its own for each record, which is itself sealed
 * with the key in the secret file. That file is kept outside the data folder, so that a backup never holds both.
 */
export class KeySealer {
  readonly #file: string;
  #masterKey: Buffer | null;

  /** Reads the secret file if there is one. Throws `SecretFileError` if it is there and cannot be used. */
  constructor(file: string) {
    this.#file = file;
    const secret = readSecret(file);
    this.#masterKey = secret && masterKeyOf(secret);
  }

  /** Makes the secret file (0600) where this is the first key. Throws `SecretFileError`. */
  seal(apiKey: string, owner: KeyOwner): string {
    this.#masterKey ??= masterKeyOf(createSecret(this.#file));
    const dataKey = randomBytes(keyBytes);
    const context = contextOf(owner);
    return [
      version,
      encrypt(this.#masterKey, dataKey, context),
      encrypt(dataKey, Buffer.from(apiKey), context),
    ].join('.');
  }

  /** `null` where the secret file is no longer the one it was sealed with: the key must be entered again. */
  unseal(sealed: string, owner: KeyOwner): string | null {
    const [sealedVersion, dataKey, apiKey] = sealed.split('.');
    if (sealedVersion !== version || !dataKey || !apiKey || !this.#masterKey) return null;
    const context = contextOf(owner);
    const opened = decrypt(this.#masterKey, dataKey, context);
    return opened && (decrypt(opened, apiKey, context)?.toString() ?? null);
  }
}

/** The secret file is there but cannot be used. */
export class SecretFileError extends Error {
  readonly file: string;

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file}: ${problem}`, options);
    this.name = 'SecretFileError';
    this.file = file;
  }
}

/** A key for this purpose alone, whatever else is one day derived from the same secret. */
const masterKeyOf = (secret: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', 'inkstone record', keyBytes));

const contextOf = ({ user, providerId }: KeyOwner): Buffer =>
  Buffer.from(JSON.stringify(['provider', providerId, user, version]));

function encrypt(key: Buffer, plain: Buffer, context: Buffer): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  );
}

function decrypt(key: Buffer, sealed: string, context: Buffer): Buffer | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < nonceBytes + tagBytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(context).setAuthTag(bytes.subarray(-tagBytes));
  const opened = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
  try {
    return Buffer.concat([opened, decipher.final()]);
  } catch {
    // The only thing that `final` can say: sealed with another key, or changed.
    return null;
  }
}

function readSecret(file: string): Buffer | null {
  try {
    const secret = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
    if (secret.length !== keyBytes)
      throw new SecretFileError(file, `does not hold ${keyBytes} bytes in base64`);
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (error instanceof SecretFileError) throw error;
    throw new SecretFileError(file, 'cannot be read', { cause: error });
  }
}

/** Whole or not at all: written aside first, then given its name. Another process may have been faster: its secret counts. */
function createSecret(file: string): Buffer {
  const aside = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(aside, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flush: true });
    linkIfFree(aside, file);
  } catch (cause) {
    throw new SecretFileError(file, 'cannot be written', { cause });
  } finally {
    rmSync(aside, { force: true });
  }
  return readSecret(file)!;
}

function linkIfFree(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
