// `npm run generate:api`: writes the page's types of the HTTP interface from the server's own description of it. Needs
// no running server: the built application is put together, asked for its document, and closed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { createApp } from '../src/bootstrap.ts';
import type { loadConfig } from '../src/config/index.ts';
import { type ApiDocument, pageSchema } from './page-schema.ts';

const root = join(import.meta.dirname, '..');
const { build } = (await import(join(root, 'scripts', 'setup.mjs'))) as { build: () => void };
build();
const built = {
  ...((await import(join(root, 'dist', 'bootstrap.js'))) as { createApp: typeof createApp }),
  ...((await import(join(root, 'dist', 'config', 'index.js'))) as { loadConfig: typeof loadConfig }),
};

const folder = mkdtempSync(join(tmpdir(), 'reelsmith-openapi-'));
try {
  const app = await built.createApp(
    built.loadConfig({
      DATA_DIR: join(folder, 'data'),
      STATIC_DIR: folder,
      SESSIONS_DIR: join(folder, 'sessions'),
      PROMPT_PROVIDER: 'builtin',
      LOG_LEVEL: 'error',
    }),
  );
  await app.init();
  const answer = await app.inject({ method: 'GET', url: '/openapi.json' });
  writeFileSync(join(root, 'web', 'src', 'api', 'schema.ts'), await pageSchema(answer.json<ApiDocument>()));
  await app.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
