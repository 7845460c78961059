import { itHolds } from '../quick-form.ts';
import { killBrowser } from './kill-browser.ts';

itHolds(killBrowser);
