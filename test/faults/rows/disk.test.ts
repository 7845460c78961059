import { itHolds } from '../quick-form.ts';
import { diskError, diskFull } from './disk.ts';

itHolds(diskFull);
itHolds(diskError);
