import type { Row } from '../rig/row.ts';
import { kill } from './kill.ts';
import { power } from './power.ts';
import { sameId } from './same-id.ts';
import { sigterm } from './sigterm.ts';

/** Every fault, in the order of the table. */
export const rows: readonly Row[] = [kill, power, sameId, sigterm];
