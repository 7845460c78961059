import { itHolds } from '../quick-form.ts';
import { refresh, reload } from './reload.ts';

itHolds(reload);
itHolds(refresh);
