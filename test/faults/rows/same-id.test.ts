import { itHolds } from '../quick-form.ts';
import { sameId } from './same-id.ts';

itHolds(sameId);
