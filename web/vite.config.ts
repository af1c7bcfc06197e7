import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const outDir = join(import.meta.dirname, '../static');
const assetsDir = 'assets';

/**
 * Removes the assets of earlier builds once the new ones are written. `emptyOutDir` cannot do it: the folder also
 * holds `videos/` and the examples.
 */
function removeOldAssets(): Plugin {
  return {
    name: 'remove-old-assets',
    apply: 'build',
    async writeBundle(_options, bundle) {
      const folder = join(outDir, assetsDir);
      const old = (await readdir(folder)).filter((name) => !(`${assetsDir}/${name}` in bundle));
      await Promise.all(old.map((name) => rm(join(folder, name), { recursive: true })));
    },
  };
}

/** Where the portal runs while the page is being worked on with `npx vite web`. */
const portal = 'http://127.0.0.1:8000';

export default defineConfig(({ command }) => ({
  plugins: [react(), removeOldAssets()],
  // The server gives the page out at `/` and its files under `/static/`.
  base: command === 'build' ? '/static/' : '/',
  publicDir: false,
  build: {
    outDir,
    assetsDir,
    emptyOutDir: false,
    // Nothing inline, so that a strict Content-Security-Policy holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
  server: { proxy: { '/api': portal, '/static': portal } },
}));
