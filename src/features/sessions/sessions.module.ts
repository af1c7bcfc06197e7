import { Module } from '@nestjs/common';
import { SessionIndex } from './session-index.js';
import { SessionJournal } from './session-journal.js';
import { SessionQuota } from './session-quota.js';
import { SessionReadiness } from './session-readiness.js';
import { SessionScanner } from './session-scanner.js';
import { SessionStore } from './session-store.js';
import { SessionTurns } from './session-turns.js';
import { SessionSweeper } from './session-sweeper.js';
import { SessionsLifecycle } from './sessions.lifecycle.js';
import { SessionsService } from './sessions.service.js';

@Module({
  providers: [
    SessionJournal,
    SessionIndex,
    SessionQuota,
    SessionScanner,
    SessionReadiness,
    SessionTurns,
    SessionStore,
    SessionSweeper,
    SessionsService,
    SessionsLifecycle,
  ],
  exports: [SessionsService, SessionsLifecycle],
})
export class SessionsModule {}
