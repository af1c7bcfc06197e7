import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/index.js';
import {
  DeviceFaultError,
  EngineBusyError,
  type EngineCapabilities,
  EnginePort,
  EngineRefusedError,
  isDetach,
  NotAcceptedError,
  RemoteJobLostError,
} from '../../src/features/engines/index.js';
import { Portal } from '../../src/portal.js';
import {
  createSimulatedEngine,
  type EngineParts,
  type SimulatedEngine,
  type SimulatedEngineOptions,
} from './simulated-engine.js';

export interface FacadePortalOptions {
  env?: Record<string, string>;
  engine?: SimulatedEngineOptions;
  capabilities?: Partial<EngineCapabilities>;
}

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

const PARTS: EngineParts = {
  EnginePort,
  EngineRefusedError,
  DeviceFaultError,
  remote: { EngineBusyError, NotAcceptedError, RemoteJobLostError, isDetach },
};

/** A real portal on a free port over a simulated engine that makes videos, with folders that outlive a restart. */
export class FacadePortal implements AsyncDisposable {
  engine: SimulatedEngine;
  portal: Portal;
  readonly folder = mkdtempSync(join(tmpdir(), 'reelsmith-facade-'));

  private constructor(private readonly options: FacadePortalOptions) {}

  static async start(options: FacadePortalOptions = {}): Promise<FacadePortal> {
    const facade = new FacadePortal(options);
    mkdirSync(join(facade.folder, 'static'));
    await facade.#open();
    return facade;
  }

  get url(): string {
    return this.portal.urls[0] ?? '';
  }

  /** The same folders in a new process's memory. */
  async restart(): Promise<void> {
    await this.portal.stop();
    await this.#open();
  }

  async #open(): Promise<void> {
    const { env = {}, engine = {}, capabilities } = this.options;
    this.engine = createSimulatedEngine(PARTS, {
      output: 'video',
      ...engine,
      ...(capabilities === undefined ? {} : { capabilities }),
    });
    const config = loadConfig({
      PORT: '0',
      DATA_DIR: join(this.folder, 'data'),
      MODEL_CACHE_DIR: join(this.folder, 'models'),
      SESSIONS_DIR: join(this.folder, 'sessions'),
      STATIC_DIR: join(this.folder, 'static'),
      PROMPT_PROVIDER: 'builtin',
      SHUTDOWN_GRACE: '0',
      LOG_LEVEL: 'silent',
      ...env,
    });
    this.portal = await Portal.start(config, { engines: [this.engine] });
    await this.portal.recovered;
  }

  async send<T = Record<string, unknown>>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
    const response = await fetch(`${this.url}${path}`, { redirect: 'manual', ...init });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as T,
    };
  }

  post<T = Record<string, unknown>>(path: string, body: unknown, headers: Record<string, string> = {}) {
    return this.send<T>(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** Sends path and headers as they are: `fetch` would tidy and add to them. */
  raw(path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve, reject) => {
      const request = httpRequest({ hostname, port, path, headers, method: 'GET' }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        );
      });
      request.on('error', reject);
      request.end();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.portal.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
