import { itHolds } from '../quick-form.ts';
import { halfOpen } from './half-open.ts';

itHolds(halfOpen);
