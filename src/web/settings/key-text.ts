/** What is wrong with a key before it is tried. */
export type KeyProblem = 'missing' | 'not-a-key';

/**
 * A key as it was meant: pasted text brings line ends, quotes, invisible characters, or the whole header with it.
 */
export function cleanKey(pasted: string): string {
  return pasted
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .trim()
    .replace(/^(?:authorization:\s*)?bearer\s+/i, '')
    .replace(/^(["'`“‘])(.*)["'`”’]$/s, '$2')
    .trim();
}

/** The characters that a key can have: what a header can carry, without spaces. */
export function keyProblem(key: string, needed: boolean): KeyProblem | undefined {
  if (key === '') return needed ? 'missing' : undefined;
  return /^[\x21-\x7e]{1,4096}$/.test(key) ? undefined : 'not-a-key';
}
