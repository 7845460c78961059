import { itHolds } from '../quick-form.ts';
import { refresh } from './refresh.ts';

itHolds(refresh);
