import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const inPackage = /^(.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/;
const licenseName = /^(licen[cs]e|copying|notice)/i;

/** Who wrote what is in a bundle, and under which terms, as those terms ask for. Throws if a package does not say.
 * @param {string[]} modules the paths of its modules */
export function licensesOf(modules) {
  const folders = modules.flatMap((module) => inPackage.exec(module)?.[1] ?? []);
  return [...new Set(folders)]
    .map(licenseOf)
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} folder */
function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => licenseName.test(file));
  if (files.length === 0) throw new Error(`${name} ${version} (${license}) has no file with its licence`);
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}
