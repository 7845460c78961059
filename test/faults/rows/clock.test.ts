import { itHolds } from '../quick-form.ts';
import { clock } from './clock.ts';

itHolds(clock);
