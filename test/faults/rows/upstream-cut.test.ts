import { itHolds } from '../quick-form.ts';
import { upstreamCut } from './upstream-cut.ts';

itHolds(upstreamCut);
