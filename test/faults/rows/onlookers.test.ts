import { itHolds } from '../quick-form.ts';
import { onlookers } from './onlookers.ts';

itHolds(onlookers);
