import { itHolds } from '../quick-form.ts';
import { slowReader } from './slow-reader.ts';

itHolds(slowReader);
