import type { Tally } from './tally.ts';

/** `quick`: a few tries, in every `npm test`. `long`: one seed's worth of the table. */
export type Form = 'quick' | 'long';

/** The row cannot be done on this system; the message says where it can. */
export class WrongPlatformError extends Error {}

/** Throws `WrongPlatformError`. */
export function refuseElsewhere({ name, platforms }: Row, platform: NodeJS.Platform): void {
  if (!platforms || platforms.includes(platform)) return;
  throw new WrongPlatformError(`The row ${name} can be run on ${platforms.join(', ')} only.`);
}

/** One fault. */
export interface Row {
  readonly name: string;
  /** What is done, and what must hold, in a line. */
  readonly about: string;
  /** How many seeds make the whole row; the seeds are 1, 2, … */
  readonly seeds: number;
  /** The systems that it can be done on; every one where nothing is said. */
  readonly platforms?: readonly NodeJS.Platform[];
  /** All tries of one seed. The same seed makes the same choices. */
  run(seed: number, form: Form, tally: Tally): Promise<void>;
}
