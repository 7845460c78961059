/** Fetches the dialog's code: call it when a dialog is likely to be opened (hover, focus). */
export const loadDialog = () => import('./DialogPanel.svelte');
