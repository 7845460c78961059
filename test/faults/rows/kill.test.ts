import { itHolds } from '../quick-form.ts';
import { kill } from './kill.ts';

itHolds(kill);
