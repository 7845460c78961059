import { itHolds } from '../quick-form.ts';
import { garbage } from './garbage.ts';

itHolds(garbage);
