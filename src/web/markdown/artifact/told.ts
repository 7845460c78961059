import { keepText, keptText } from '../../kept-text.ts';

const toldKey = 'inkstone.pages.told';

/** Whether somebody at this browser has been told what a generated page can and cannot do, and ran one then. */
export const wasTold = (): boolean => keptText(toldKey) !== '';

export const rememberTold = (): void => keepText(toldKey, 'yes');
