import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ModuleMetadata } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { AppModule } from './app.module.js';
import { OpenApiService } from './api/openapi/openapi.service.js';
import type { Config } from './config/index.js';
import { PublicFiles } from './features/downloads/index.js';
import type { EnginePort } from './features/engines/index.js';
import { AllowedMethods } from './platform/http/allowed-methods.js';
import { corsOptions } from './platform/http/cors.js';
import { createAdapter } from './platform/http/create-adapter.js';
import { ErrorFilter } from './platform/http/error.filter.js';
import { PageFolder } from './platform/http/page-folder.js';
import { addRequestHooks } from './platform/http/request-hooks.js';
import { ShutdownState } from './platform/http/shutdown-state.js';
import { SocketRoutes } from './platform/http/sockets/index.js';
import { type FindElsewhere, serveStatic } from './platform/http/static-files.js';
import { createLogger } from './platform/logging/create-logger.js';
import { NestLogger } from './platform/logging/nest-logger.js';
import { MetricsService } from './platform/metrics/metrics.service.js';

export interface AppOverrides {
  /** Instead of the engines that the settings name. */
  engines?: readonly EnginePort[];
  /** Instead of the real features. */
  features?: NonNullable<ModuleMetadata['imports']>;
  /** Where log lines go instead of standard output. */
  logTo?: DestinationStream;
}

/** The portal, ready to listen, without having read or started anything. */
export async function createApp(
  config: Config,
  overrides: AppOverrides = {},
): Promise<NestFastifyApplication> {
  const log = await createLogger(config, overrides.logTo);
  const features = overrides.features ?? (await realFeatures(config, overrides.engines));
  const adapter = createAdapter({
    onFrameworkError: (error, request, reply) => app.get(ErrorFilter).answer(error, request, reply),
    shouldUpgrade: (request) => app.get(SocketRoutes).takes(request),
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with({ config, log, features }),
    adapter,
    {
      logger: new NestLogger(() => log),
      bodyParser: false,
      abortOnError: false,
      forceCloseConnections: true,
      routeConflictPolicy: { duplicate: 'error', shadow: 'off' },
    },
  );
  const fastify = app.getHttpAdapter().getInstance();
  const context = await app.resolve(PinoLogger);
  app.useLogger(new NestLogger(() => context.logger));
  addRequestHooks(fastify, {
    config,
    log,
    context,
    metrics: app.get(MetricsService),
    shutdown: app.get(ShutdownState),
    routes: app.get(AllowedMethods),
  });
  const sockets = app.get(SocketRoutes);
  fastify.server.on('upgrade', (request, connection, head) => sockets.accept(request, connection, head));
  const cors = corsOptions(config.corsOrigins);
  if (cors !== undefined) app.enableCors(cors);
  const findElsewhere: FindElsewhere = (names, headers) =>
    app.get(PublicFiles, { strict: false }).find(names, headers);
  // Without object storage, what is not on the disk is nowhere, and nobody needs to look for it.
  const elsewhere = config.objects === undefined ? undefined : findElsewhere;
  await serveStatic(fastify, config.staticDir, app.get(PageFolder), elsewhere);
  app.get(OpenApiService).bind(app);
  return app;
}

/** Loaded only where they are used: tests of the HTTP edge alone need none of them. */
async function realFeatures(config: Config, engines?: readonly EnginePort[]) {
  const { createEngines, featureModules } = await import('./features.js');
  // A process that only takes jobs in knows engines from what those tell that have them.
  return featureModules(config.role === 'api' ? [] : (engines ?? createEngines(config)));
}
