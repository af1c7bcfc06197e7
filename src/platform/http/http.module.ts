import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AllowedMethods } from './allowed-methods.js';
import { ErrorFilter } from './error.filter.js';
import { ErrorShapes } from './error-shapes.js';
import { PageFolder } from './page-folder.js';
import { ShutdownState } from './shutdown-state.js';
import { SocketRoutes } from './sockets/index.js';

/** What every HTTP interface of the portal shares. */
@Global()
@Module({
  providers: [
    AllowedMethods,
    ErrorShapes,
    ShutdownState,
    PageFolder,
    SocketRoutes,
    ErrorFilter,
    { provide: APP_FILTER, useExisting: ErrorFilter },
  ],
  exports: [AllowedMethods, ErrorShapes, ShutdownState, PageFolder, SocketRoutes, ErrorFilter],
})
export class HttpModule {}
