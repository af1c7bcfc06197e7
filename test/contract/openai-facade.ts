import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { expect } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { DeviceFaultError, EnginePort, EngineRefusedError } from '../../src/features/engines/index.js';
import { Portal } from '../../src/portal.js';
import {
  createSimulatedEngine,
  type SimulatedEngine,
  type SimulatedEngineOptions,
} from '../support/simulated-engine.js';

/** Each result is looked into by a process of its own, which takes a moment to start. */
export const PATIENCE = { timeout: 30_000, interval: 20 };

export interface OpenAiPortalOptions {
  engine?: SimulatedEngineOptions;
  /** Instead of a simulated engine. */
  engines?: (folder: string) => readonly EnginePort[];
  env?: Record<string, string>;
}

/** A portal on a free port, to be spoken to as OpenAI. */
export interface OpenAiPortal extends AsyncDisposable {
  portal: Portal;
  engine: SimulatedEngine;
  url: string;
  folder: string;
  client: (apiKey?: string) => OpenAI;
  request: (path: string, init?: RequestInit) => Promise<Response>;
  /** Posts JSON. */
  post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
  /** Lets the `number`th run end well and waits until its video may be fetched. */
  finish: (number: number, videoId: string) => Promise<void>;
}

export async function startOpenAiPortal(options: OpenAiPortalOptions = {}): Promise<OpenAiPortal> {
  const folder = mkdtempSync(join(tmpdir(), 'reelsmith-openai-'));
  mkdirSync(join(folder, 'static'));
  const engine = createSimulatedEngine(
    { EnginePort, EngineRefusedError, DeviceFaultError },
    { devices: 2, output: 'video', ...options.engine },
  );
  const config = loadConfig({
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    SESSIONS_DIR: join(folder, 'sessions'),
    STATIC_DIR: join(folder, 'static'),
    PROMPT_PROVIDER: 'builtin',
    SHUTDOWN_GRACE: '0',
    LOG_LEVEL: 'silent',
    ...options.env,
  });
  const portal = await Portal.start(config, { engines: options.engines?.(folder) ?? [engine] });
  await portal.recovered;
  const url = portal.urls[0] ?? '';
  const request = (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, init);
  return {
    portal,
    engine,
    url,
    folder,
    request,
    client: (apiKey = 'unused') => new OpenAI({ apiKey, baseURL: `${url}/v1`, maxRetries: 0 }),
    post: (path, body, headers = {}) =>
      request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async finish(number, videoId) {
      (await engine.started(number)).end();
      await expect
        .poll(
          async () => ((await (await request(`/v1/videos/${videoId}`)).json()) as { status: string }).status,
          PATIENCE,
        )
        .toBe('completed');
    },
    async [Symbol.asyncDispose]() {
      await portal.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface ErrorContent {
  message: string;
  type: string;
  param: string | null;
  code: string | null;
}

/** Status and content of an answer that must be an error of OpenAI's shape. */
export async function errorOf(response: Response): Promise<ErrorContent & { status: number }> {
  const body = (await response.json()) as { error: ErrorContent };
  expect(Object.keys(body.error).sort()).toEqual(['code', 'message', 'param', 'type']);
  return { status: response.status, ...body.error };
}
