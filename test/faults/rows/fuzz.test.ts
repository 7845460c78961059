import { itHolds } from '../quick-form.ts';
import { fuzz } from './fuzz.ts';

itHolds(fuzz);
