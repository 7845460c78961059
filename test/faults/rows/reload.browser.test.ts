import { itHolds } from '../quick-form.ts';
import { reload } from './reload.ts';

itHolds(reload);
