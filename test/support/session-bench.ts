import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, ConfigModule, loadConfig } from '../../src/config/index.js';
import {
  emptyParameters,
  type NewRevision,
  SessionsLifecycle,
  SessionsModule,
  SessionsService,
} from '../../src/features/sessions/index.js';
import { SessionSweeper } from '../../src/features/sessions/session-sweeper.js';
import { Clock } from '../../src/kernel/clock.js';
import type { SessionId } from '../../src/kernel/ids.js';
import { MetricsService } from '../../src/platform/metrics/metrics.service.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { FileSystemPort } from '../../src/platform/storage/index.js';
import { KillableFileSystem } from './killable-file-system.js';
import { ManualClock } from './manual-clock.js';

export const OWNER = 'me';
export const TTL_MS = 3_600_000;

/** A revision as the prompt agent brings it. */
export function revised(prompt: string, change: Partial<NewRevision> = {}): NewRevision {
  return {
    origin: 'update',
    prompt,
    parameters: { ...emptyParameters(), subjects: [{ name: 'car', count: 2, attributes: ['red'] }] },
    sources: { subjects: 'stated' },
    locks: ['mood'],
    description: 'paint it red',
    changes: ["Updated 'palette' from 'blue' to 'red'."],
    report: { kept: ['car'], added: [], changed: [], dropped: [], fields: ['palette'], putBack: [] },
    provider: 'builtin',
    degraded: false,
    ...change,
  };
}

export interface SessionPortalOptions {
  files: FileSystemPort;
  clock: Clock;
  sessionsDir: string;
  config?: Partial<Config>;
}

/** Default metrics watch the whole process; one set of them is enough for all portals of a test. */
const metrics = new MetricsService();

/** The part of a portal that keeps sessions. */
export class SessionPortal {
  private constructor(readonly module: TestingModule) {}

  static async start({ files, clock, sessionsDir, config }: SessionPortalOptions): Promise<SessionPortal> {
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.with({ ...loadConfig({}), sessionsDir, sessionTtlMs: TTL_MS, ...config }),
        PlatformModule,
        SessionsModule,
      ],
    })
      .overrideProvider(FileSystemPort)
      .useValue(files)
      .overrideProvider(Clock)
      .useValue(clock)
      .overrideProvider(MetricsService)
      .useValue(metrics)
      .compile();
    // What goes wrong in these tests goes wrong on purpose.
    Logger.overrideLogger(false);
    return new SessionPortal(module);
  }

  get sessions(): SessionsService {
    return this.module.get(SessionsService, { strict: false });
  }

  get sweeper(): SessionSweeper {
    return this.module.get(SessionSweeper, { strict: false });
  }

  get lifecycle(): SessionsLifecycle {
    return this.module.get(SessionsLifecycle, { strict: false });
  }
}

/** A temporary folder, and portals that live and die over it. */
export class SessionBench {
  readonly #folder = mkdtempSync(join(tmpdir(), 'reelsmith-sessions-'));
  readonly sessionsDir = join(this.#folder, 'sessions');
  readonly clock = new ManualClock();
  readonly #disks: KillableFileSystem[] = [];

  /** The file system of the newest portal. */
  get disk(): KillableFileSystem {
    const disk = this.#disks.at(-1);
    if (disk === undefined) throw new Error('there is no portal yet');
    return disk;
  }

  async start(config: Partial<Config> = {}): Promise<SessionPortal> {
    const files = new KillableFileSystem();
    this.#disks.push(files);
    return SessionPortal.start({ files, clock: this.clock, sessionsDir: this.sessionsDir, config });
  }

  /** As `kill -9` and a new start. */
  async restart(config: Partial<Config> = {}): Promise<SessionsService> {
    this.disk.kill();
    return (await this.start(config)).sessions;
  }

  path(id: SessionId): string {
    return join(this.sessionsDir, `${id}.jsonl`);
  }

  journal(id: SessionId): Buffer {
    return readFileSync(this.path(id));
  }

  /** Names in the sessions' folder, sorted. */
  names(): string[] {
    return existsSync(this.sessionsDir) ? readdirSync(this.sessionsDir).sort() : [];
  }

  remove(): void {
    for (const disk of this.#disks) disk.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
