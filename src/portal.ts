import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { createApp, type AppOverrides } from './bootstrap.js';
import type { Config } from './config/index.js';
import { BatchesLifecycle } from './features/batches/index.js';
import { DevicesService } from './features/devices/index.js';
import { EnginesService } from './features/engines/index.js';
import { InputReferences } from './features/inputs/index.js';
import { JobsLifecycle, JobsService, type RecoveryReport } from './features/jobs/index.js';
import { SessionsLifecycle } from './features/sessions/index.js';
import { testFolders } from './folder-tests.js';
import { ExtraPorts } from './platform/http/extra-ports.js';
import { ShutdownState } from './platform/http/shutdown-state.js';
import { SocketRoutes } from './platform/http/sockets/index.js';
import { LOG } from './platform/logging/log.token.js';
import { Storage } from './platform/storage/index.js';

/** A running portal. */
export class Portal {
  #stopped: Promise<void> | undefined;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly log: Logger,
    readonly urls: readonly string[],
    /** Resolves when every record was read and jobs run; the portal answers long before. */
    readonly recovered: Promise<RecoveryReport>,
    private readonly extraPorts: ExtraPorts,
  ) {}

  /** Resolves as soon as requests are answered. */
  static async start(config: Config, overrides: AppOverrides = {}): Promise<Portal> {
    const app = await createApp(config, overrides);
    const log = app.get<Logger>(LOG);
    await testFolders(config, app.get(Storage, { strict: false }), log);
    await app.get(JobsLifecycle, { strict: false }).prepare();
    await app.get(SessionsLifecycle, { strict: false }).prepare();
    const jobs = app.get(JobsService, { strict: false });
    app.get(InputReferences, { strict: false }).add(() => jobs.neededInputs());
    const [first = 0, ...others] = config.ports;
    await app.listen({ port: first, host: config.host });
    const extraPorts = new ExtraPorts(app.getHttpAdapter().getInstance(), app.get(SocketRoutes));
    const urls = [await app.getUrl()];
    for (const port of others) urls.push(await extraPorts.listen(port, config.host));
    announce(app, log, urls);
    const recovered = recover(app, log);
    return new Portal(app, log, urls, recovered, extraPorts);
  }

  /** New work is refused at once; running jobs finish within `SHUTDOWN_GRACE` or wait for the next start. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.app.get(ShutdownState).begin();
    await this.app.get(JobsLifecycle, { strict: false }).drain();
    this.extraPorts.close();
    await this.app.get(SessionsLifecycle, { strict: false }).stop();
    await this.app.close();
  }
}

function announce(app: NestFastifyApplication, log: Logger, urls: readonly string[]): void {
  const engines = app.get(EnginesService, { strict: false }).list();
  const devices = app.get(DevicesService, { strict: false }).list();
  log.info(
    {
      urls,
      engines: engines.map(({ name, capabilities }) => `${name} (${capabilities.model})`),
      devices: devices.map(({ name }) => name),
    },
    `Reelsmith answers at ${urls.join(' and ')}`,
  );
}

async function recover(app: NestFastifyApplication, log: Logger): Promise<RecoveryReport> {
  const report = await app.get(BatchesLifecycle, { strict: false }).recover();
  log.info(
    report,
    `records read: ${report.jobs} jobs in ${report.batches} batches, ${report.requeued} queued again, ` +
      `${report.reattached} found again at their servers`,
  );
  return report;
}
