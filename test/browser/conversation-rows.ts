import type { Locator, Page } from 'playwright-core';

/** The conversations in the list beside the one that is open. */
export const rows = (page: Page): Locator => page.getByRole('navigation').getByRole('listitem');

export const row = (page: Page, title: string): Locator => rows(page).filter({ hasText: title });

/** Does something with a conversation by the menu of its row. */
export async function choose(page: Page, title: string, action: string): Promise<void> {
  await row(page, title).hover();
  await page.getByRole('button', { name: `Actions for “${title}”` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}
