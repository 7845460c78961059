import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { installRivals, rivalsDir } from './rivals.ts';

const root = `${rivalsDir}pages/`;

/** Builds the pages that ours is measured beside, for production; the folder that they are in then. */
export async function buildPages(): Promise<string> {
  await installRivals();
  const outDir = fileURLToPath(new URL('../../.cache/bench/pages', import.meta.url));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      chunkSizeWarningLimit: Infinity,
      rolldownOptions: { input: [`${root}streamdown.html`, `${root}bare.html`] },
    },
  });
  return outDir;
}
