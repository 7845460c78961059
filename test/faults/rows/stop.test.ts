import { itHolds } from '../quick-form.ts';
import { stop } from './stop.ts';

itHolds(stop);
