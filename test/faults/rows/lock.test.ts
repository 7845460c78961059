import { itHolds } from '../quick-form.ts';
import { lock } from './lock.ts';

itHolds(lock);
