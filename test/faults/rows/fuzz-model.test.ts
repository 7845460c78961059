import { itHolds } from '../quick-form.ts';
import { fuzzModel } from './fuzz-model.ts';

itHolds(fuzzModel);
