import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from '../../src/bootstrap.js';
import { type Config, loadConfig } from '../../src/config/index.js';
import { type FakeFeatures, fakeFeatures } from './fake-features.js';

export interface EdgeApp extends FakeFeatures, AsyncDisposable {
  app: NestFastifyApplication;
  config: Config;
  /** Every line of the log, parsed. */
  logged: Record<string, unknown>[];
  inject: NestFastifyApplication['inject'];
  /** Posts JSON. */
  post: (
    url: string,
    payload: unknown,
    headers?: Record<string, string>,
  ) => ReturnType<NestFastifyApplication['inject']>;
  get: (url: string, headers?: Record<string, string>) => ReturnType<NestFastifyApplication['inject']>;
}

/** The HTTP edge over in-memory features, with folders of its own. */
export async function edgeApp(env: Record<string, string> = {}): Promise<EdgeApp> {
  const folder = mkdtempSync(join(tmpdir(), 'reelsmith-edge-'));
  mkdirSync(join(folder, 'static'));
  const settings = loadConfig({
    DATA_DIR: join(folder, 'data'),
    STATIC_DIR: join(folder, 'static'),
    SESSIONS_DIR: join(folder, 'sessions'),
    PROMPT_PROVIDER: 'builtin',
    LOG_LEVEL: 'info',
    ...env,
  });
  const config = { ...settings, pageDir: join(folder, 'page') };
  const logged: Record<string, unknown>[] = [];
  const features = fakeFeatures();
  const app = await createApp(config, {
    features: [features.module],
    logTo: { write: (line) => void logged.push(JSON.parse(line) as Record<string, unknown>) },
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const inject = app.inject.bind(app);
  return {
    ...features,
    app,
    config,
    logged,
    inject,
    post: (url, payload, headers = {}) =>
      inject({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json', ...headers },
        payload: JSON.stringify(payload),
      }),
    get: (url, headers = {}) => inject({ method: 'GET', url, headers }),
    async [Symbol.asyncDispose]() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
