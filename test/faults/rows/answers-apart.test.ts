import { itHolds } from '../quick-form.ts';
import { answersApart } from './answers-apart.ts';

itHolds(answersApart);
