import { type DynamicModule, Global, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';
import { LOG } from './log.token.js';

/** Makes the logger injectable, as itself and as nestjs-pino's `PinoLogger`. */
@Global()
@Module({})
export class LoggingModule {
  static with(log: Logger): DynamicModule {
    return {
      module: LoggingModule,
      // No middleware: the request hooks open the logging context, and cost less.
      imports: [LoggerModule.forRoot({ pinoHttp: { logger: log }, forRoutes: [] })],
      providers: [{ provide: LOG, useValue: log }],
      exports: [LOG],
    };
  }
}
