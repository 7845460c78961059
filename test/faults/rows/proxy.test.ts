import { itHolds } from '../quick-form.ts';
import { proxy } from './proxy.ts';

itHolds(proxy);
