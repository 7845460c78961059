import { itHolds } from '../quick-form.ts';
import { power } from './power.ts';

itHolds(power);
