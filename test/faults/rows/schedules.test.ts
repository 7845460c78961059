import { itHolds } from '../quick-form.ts';
import { schedules } from './schedules.ts';

itHolds(schedules);
