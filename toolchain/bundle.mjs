// `node toolchain/bundle.mjs`, with the project's own Node: the programs, with every package that they need, into a few files in `dist`.
// Starting from some 800 files takes twice as long, and holds a third more memory (`bench/README.md`).
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { licensesOf } from './licenses.mjs';
import { root } from './run.mjs';

/** @typedef {import('rolldown').OutputChunk} Chunk */

const dist = join(root, 'dist');
const notOurs = ['web', '.types'];

// A thread has a bundle of its own: what it shared with the others it would load whole, and the reader knows no Kysely.
// The threads lie where the chunks lie, since the code that starts them looks for them beside itself.
/** @type {Record<string, string>[]} */
const bundles = [
  {
    'cli/main': 'src/cli/main.ts',
    'server/main': 'src/server/main.ts',
    'demo-model/main': 'src/demo-model/main.ts',
  },
  { 'server/sqlite-writer': 'src/server/store/sqlite-writer.ts' },
  { 'server/sqlite-reader': 'src/server/store/sqlite-reader.ts' },
];

/** @param {Record<string, string>} input @returns {Promise<Chunk[]>} */
async function bundle(input) {
  const made = await rolldown({ cwd: root, input, platform: 'node', tsconfig: false, onLog: refuse });
  const { output } = await made.write({
    dir: dist,
    entryFileNames: '[name].js',
    chunkFileNames: 'server/[name]-[hash].js',
    // Names stay, for whoever reads a stack.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  });
  return output.filter((file) => file.type === 'chunk');
}

/** An import that leads nowhere, say, is a warning to Rolldown, and would be met at run time.
 * @param {import('rolldown').LogLevel} level @param {import('rolldown').RolldownLog} log */
function refuse(level, log) {
  if (level === 'warn') throw new Error(log.message);
}

mkdirSync(dist, { recursive: true });
for (const name of readdirSync(dist)) {
  if (!notOurs.includes(name)) rmSync(join(dist, name), { recursive: true });
}
const chunks = (await Promise.all(bundles.map(bundle))).flat();
const modules = chunks.flatMap((chunk) => chunk.moduleIds);
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licensesOf(modules));
