import type { Row } from '../rig/row.ts';
import { kill } from './kill.ts';

/** Every fault, in the order of the table. */
export const rows: readonly Row[] = [kill];
