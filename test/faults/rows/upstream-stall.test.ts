import { itHolds } from '../quick-form.ts';
import { upstreamStall } from './upstream-stall.ts';

itHolds(upstreamStall);
