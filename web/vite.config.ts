import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// One page, a strict content policy: no script or style may stand in the document, and nothing is
// fetched from elsewhere. Small files stay files, since a data: address would be refused.
export default defineConfig({
  plugins: [svelte()],
  base: '/',
  build: {
    target: 'es2022',
    assetsDir: 'console',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    emptyOutDir: true,
    rolldownOptions: {
      checks: { pluginTimings: false },
      // Pages that the server renders name the script of the public checker, so its name is fixed.
      input: { index: 'index.html', receipt_checker: 'src/public/receipt_checker.ts' },
      output: {
        entryFileNames: ({ name }) =>
          name === 'receipt_checker' ? 'console/receipt_checker.js' : 'console/[name]-[hash].js',
      },
    },
  },
  server: { proxy: { '/v1': 'http://127.0.0.1:8080', '/transparency': 'http://127.0.0.1:8080' } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
