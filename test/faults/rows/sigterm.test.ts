import { itHolds } from '../quick-form.ts';
import { sigterm } from './sigterm.ts';

itHolds(sigterm);
