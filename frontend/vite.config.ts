import { fileURLToPath } from 'node:url';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.PORTICO_API ?? 'http://127.0.0.1:8000';

/** One build for every app: each has its own HTML shell, all share the hashed files under /assets/. */
export default defineConfig({
  plugins: [tailwindcss(), svelte(), svelteTesting()],
  resolve: {
    alias: [
      { find: /^\$api$/, replacement: here('src/api/index.ts') },
      { find: /^\$ui$/, replacement: here('src/ui/index.ts') },
      { find: /^\$ui\//, replacement: here('src/ui/') },
      { find: /^\$lib\//, replacement: here('src/lib/') },
    ],
  },
  build: {
    manifest: 'manifest.json',
    // Every browser that runs the apps knows modulepreload.
    modulePreload: { polyfill: false },
    // Page chunks are preloaded by the server, which knows the page; the shell only names its own entry.
    rolldownOptions: {
      input: { shop: here('shop/index.html'), console: here('console/index.html'), affiliate: here('affiliate/index.html') },
      // What a page does not use stays out of its chunks, whichever file it was imported through.
      optimization: { inlineConst: { mode: 'all', pass: 2 } },
      treeshake: { moduleSideEffects: [{ test: /\/(src\/ui|svelte\/src\/(internal\/client|legacy))\/[^?]*$/, sideEffects: false }] },
      // What most pages need is few files, since many small ones compress worse; what only forms need stays apart, and icons go
      // to where they are drawn. What stays apart must not be imported from core, or it would run before core has.
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'core', test: /\/(node_modules\/(svelte|clsx)\/|src\/(?!ui\/(icons|Field|Input|Select|Textarea|Combobox|Table|Modal|Dialog|Drawer)\b))(?!.*bindings\/input)|preload-helper/, minShareCount: 28 },
            { name: 'shell', test: /\/(shop\/([\w.-]+\.ts|i18n\/index\.ts|pages\/[a-z]+\.ts|parts\/(Category|Product|Shelf)\w*\.svelte)|src\/ui\/(Picture|Price)\.)/, minShareCount: 2 },
          ],
        },
      },
    },
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/v1': server, '/media': server, '/_local': server } },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://localhost/' } },
    include: ['{src,shop,console,affiliate}/**/*.test.ts'],
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
  },
});
