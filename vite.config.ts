import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, defineConfig, type Plugin, type ProxyOptions } from 'vite';

const server = process.env['INKSTONE_DEV_SERVER'] ?? 'http://127.0.0.1:3000';
const served = ['/api', '/v1', '/chat', '/tutorial', '/frame', '/healthz', '/readyz', '/metrics'];

// To the server the page has to look as if it came from there: it refuses what another origin sends.
const passOn: ProxyOptions = {
  target: server,
  changeOrigin: true,
  configure: (proxy) =>
    proxy.on('proxyReq', (request) => {
      if (request.hasHeader('origin')) request.setHeader('origin', server);
    }),
};

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')) as {
  version: string;
};

const webDir = join(import.meta.dirname, 'src/web');
const worker = 'service-worker';
/** What the page needs besides the files with a hash in their names. */
const unhashed = ['/', '/early.js', '/favicon.svg'];

/** Tells the service worker what to keep: all that the page is made of, also what it loads only when it is needed. */
const serviceWorkerFiles: Plugin = {
  name: 'service-worker-files',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      const built = Object.keys(bundle).filter((name) => name.startsWith('assets/'));
      const files = [...unhashed, ...built.map((name) => `/${name}`).toSorted()];
      const chunk = bundle[`${worker}.js`];
      if (chunk?.type !== 'chunk') throw new Error('the service worker was not built');
      const page = bundle['index.html'];
      const print = createHash('sha256').update(
        JSON.stringify([files, page && 'source' in page && page.source]),
      );
      chunk.code = chunk.code
        .replaceAll('__FILES__', JSON.stringify(files))
        .replaceAll('__VERSION__', JSON.stringify(print.digest('hex').slice(0, 12)));
    },
  },
};

/** Every browser that runs the page reads woff2: the other forms of the formulas' fonts need not be shipped. */
const onlyWoff2: Plugin = {
  name: 'only-woff2',
  enforce: 'pre',
  transform: {
    filter: { id: /katex\.min\.css$/ },
    handler: (code) => code.replace(/,url\([^)]+\.(?:woff|ttf)\) format\("[^"]+"\)/g, ''),
  },
};

/**
 * Builds what runs in the frame, by itself: the frame may load nothing of the page, and the page nothing of the frame's.
 * Only its first file is asked for by name; the rest, Mermaid and its diagrams, has hashes.
 */
const frameFiles: Plugin = {
  name: 'frame-files',
  apply: 'build',
  async generateBundle() {
    const vendor = 'frame/vendor';
    const built = await build({
      configFile: false,
      logLevel: 'warn',
      root: webDir,
      publicDir: false,
      build: {
        write: false,
        target: 'es2023',
        modulePreload: false,
        // Mermaid's largest kinds of diagram are as large as they are, and are loaded when one is drawn.
        chunkSizeWarningLimit: 2_000,
        rolldownOptions: {
          input: join(webDir, 'frame/main.ts'),
          output: { entryFileNames: `${vendor}/frame.js`, chunkFileNames: `${vendor}/[name]-[hash].js` },
        },
        license: { fileName: `${vendor}/THIRD-PARTY-LICENSES.md` },
      },
    });
    if (Array.isArray(built) || !('output' in built)) throw new Error('the frame was not built');
    for (const file of built.output) {
      const source = file.type === 'chunk' ? file.code : file.source;
      this.emitFile({ type: 'asset', fileName: file.fileName, source });
    }
  },
};

/**
 * What every page needs at once, and what it loads later needs too. Left to itself the bundler makes a file for each set of
 * parts that share something: a dozen small ones, which compress worse by a twentieth.
 */
const fromTheStart = new RegExp(
  [
    'node_modules/(zod|eventsource-parser|svelte)/',
    '@lucide/svelte/dist/((Icon|context|defaultAttributes)|utils/|icons/(check|chevron-down|chevron-right|copy|plus|square|x)\\.)',
    'src/protocol/(?!context|tokens|usage)',
    'src/web/((?!service-worker|main)[^/]+\\.ts$|copy/to-clipboard|i18n/(i18n|isolated|failure)|models/[a-z-]*choice)',
    'src/web/ui/([a-z-]+(\\.svelte)?\\.ts$|(Button|Dialog|IconButton|Lazy)\\.svelte)',
    'src/web/conversation/(CopyButton|model-name|place|text-language)|src/web/markdown/(MarkdownText|load)',
    'src/web/usage/usage\\.ts',
  ].join('|'),
);

export default defineConfig({
  root: webDir,
  cacheDir: join(import.meta.dirname, '.cache/vite'),
  define: { 'import.meta.env.INKSTONE_VERSION': JSON.stringify(version) },
  plugins: [svelte({ configFile: false }), onlyWoff2, frameFiles, serviceWorkerFiles],
  server: { host: '127.0.0.1', proxy: Object.fromEntries(served.map((path) => [path, passOn])) },
  build: {
    outDir: join(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    // The page's policy is `script-src 'self'`: nothing may be inline, neither a script nor a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: join(webDir, 'index.html'), [worker]: join(webDir, `${worker}.ts`) },
      // A service worker has its place at the root: it stands before all that lies below it.
      output: {
        entryFileNames: ({ name }) => (name === worker ? '[name].js' : 'assets/[name]-[hash].js'),
        codeSplitting: { groups: [{ name: 'start', test: fromTheStart }] },
      },
    },
    license: { fileName: 'THIRD-PARTY-LICENSES.md' },
  },
});
