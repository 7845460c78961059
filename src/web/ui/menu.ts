import type { LucideIcon } from '@lucide/svelte';

/** One line of a menu. */
export interface MenuEntry {
  label: string;
  icon?: LucideIcon;
  keys?: string;
  look?: 'plain' | 'danger';
  /** Runs when the menu is gone and its opener has the focus again. */
  run: () => void;
}

/** Fetches the menu's code: call it when a menu is likely to be opened (hover, focus). */
export const loadMenu = () => import('./MenuPanel.svelte');
