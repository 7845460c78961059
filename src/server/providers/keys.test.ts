import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeySealer, SecretFileError } from './keys.ts';

const owner = { user: 'local', providerId: 'p1' };
const key = 'sk-0123456789';

describe('the keys of providers at rest', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'inkstone-keys-'));
    file = join(folder, 'config', 'secret.key');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are read again after a restart, and nobody but the owner of the process can read the secret', () => {
    const sealed = new KeySealer(file).seal(key, owner);
    expect(new KeySealer(file).unseal(sealed, owner)).toBe(key);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('are never stored in the clear, nor twice alike', () => {
    const sealer = new KeySealer(file);
    const [one, two] = [sealer.seal(key, owner), sealer.seal(key, owner)];
    expect(one).not.toBe(two);
    expect(Buffer.from(one.replaceAll('.', ''), 'base64url').toString('latin1')).not.toContain(key);
  });

  it('open for nothing but the provider and person they were sealed for', () => {
    const sealer = new KeySealer(file);
    const sealed = sealer.seal(key, owner);
    expect(sealer.unseal(sealed, { ...owner, providerId: 'p2' })).toBeNull();
    expect(sealer.unseal(sealed, { ...owner, user: 'other' })).toBeNull();
    const changed = `${sealed.slice(0, -6)}${sealed.at(-6) === 'A' ? 'B' : 'A'}${sealed.slice(-5)}`;
    expect(sealer.unseal(changed, owner)).toBeNull();
  });

  it('must be entered again when the secret file is lost', () => {
    const sealed = new KeySealer(file).seal(key, owner);
    rmSync(file);
    const without = new KeySealer(file);
    expect(without.unseal(sealed, owner)).toBeNull();
    expect(without.unseal(without.seal(key, owner), owner)).toBe(key);
    expect(without.unseal(sealed, owner)).toBeNull();
  });

  it('do not take a secret file that holds something else', () => {
    const wrong = join(folder, 'wrong.key');
    writeFileSync(wrong, 'short');
    expect(() => new KeySealer(wrong)).toThrow(SecretFileError);
  });

  it('make no secret file before there is a key to seal', () => {
    new KeySealer(file);
    expect(() => statSync(file)).toThrow('ENOENT');
  });
});
