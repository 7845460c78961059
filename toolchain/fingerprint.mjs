import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Every file below the paths, in a fixed order. @param {string[]} paths @returns {string[]} */
export function filesBelow(paths) {
  return paths.flatMap((path) => {
    if (!existsSync(path)) return [];
    if (!statSync(path).isDirectory()) return [path];
    return filesBelow(
      readdirSync(path)
        .sort()
        .map((name) => join(path, name)),
    );
  });
}

/** Changes when a name or a byte changes; not with times, which a checkout touches.
 * @param {string} base @param {string[]} files */
export function fingerprint(base, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`${relative(base, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** The fingerprint of what was last made, so that it is not made again.
 * @param {string} path */
export function stamp(path) {
  return {
    fits: (/** @type {string} */ print) => existsSync(path) && readFileSync(path, 'utf8') === print,
    forget: () => rmSync(path, { force: true }),
    remember(/** @type {string} */ print) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, print);
    },
  };
}
