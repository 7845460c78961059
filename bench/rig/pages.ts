import { build } from 'vite';
import { installRivals, rivalsDir } from './rivals.ts';

const root = `${rivalsDir}pages/`;

/** Builds the pages that ours is measured beside, for production, into this folder. */
export async function buildPages(outDir: string): Promise<void> {
  await installRivals();
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
}
