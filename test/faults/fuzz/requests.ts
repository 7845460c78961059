import { changes } from './changes.ts';
import { draftOf, type Surroundings } from './draft.ts';
import type { Shot } from './exchange.ts';
import { garbage, shotOf } from './shot.ts';

/** A request at some route with up to three things about it that are odd, or wrong. */
export function nextShot(around: Surroundings): Shot {
  const { random, targets } = around;
  if (random.isOneIn(25)) return garbage(random);
  const target = random.pick(targets.all);
  const draft = draftOf(target, around);
  for (let count = random.below(4); count > 0; count--) random.pick(changes)(draft, around, target);
  return shotOf(draft, random);
}
