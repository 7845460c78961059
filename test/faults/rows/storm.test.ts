import { itHolds } from '../quick-form.ts';
import { storm } from './storm.ts';

itHolds(storm);
