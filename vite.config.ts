import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type ProxyOptions } from 'vite';

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

export default defineConfig({
  root: join(import.meta.dirname, 'src/web'),
  cacheDir: join(import.meta.dirname, '.cache/vite'),
  plugins: [svelte({ configFile: false })],
  server: { host: '127.0.0.1', proxy: Object.fromEntries(served.map((path) => [path, passOn])) },
  build: {
    outDir: join(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    // The page's policy is `script-src 'self'`: nothing may be inline, neither a script nor a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'THIRD-PARTY-LICENSES.md' },
  },
});
