import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installPackages, packagesAreInstalled } from '../../toolchain/packages.mjs';

/** Where the packages are that only the benches of the page need: a checkout does without, and the first bench fetches them. */
export const rivalsDir = fileURLToPath(new URL('../rivals/', import.meta.url));

export async function installRivals(): Promise<void> {
  if (!packagesAreInstalled(rivalsDir)) await installPackages(rivalsDir);
}

export function versionOf(packageName: string): string {
  const manifest = readFileSync(`${rivalsDir}node_modules/${packageName}/package.json`, 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
