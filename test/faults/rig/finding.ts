/**
 * What a fault must never do. `loss`: something shown, or acknowledged, is not there. `double`: something is there twice, or was done twice.
 * `stuck`: it runs, or waits, for ever. `other`: a promise besides these was broken.
 */
export type FindingKind = 'loss' | 'double' | 'stuck' | 'other';

export interface Finding {
  kind: FindingKind;
  what: string;
}

/** The finding in a list of its own, if it is one. */
export function findIf(isSo: boolean, kind: FindingKind, what: string | (() => string)): Finding[] {
  return isSo ? [{ kind, what: typeof what === 'string' ? what : what() }] : [];
}
