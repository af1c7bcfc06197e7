import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import type { JobId } from '../../kernel/ids.js';
import { JobStore } from './job-store.js';
import { Publisher } from './publisher.js';

/** What people do to finished jobs: star and rate them, remove their files. */
@Injectable()
export class JobMarks {
  constructor(
    private readonly store: JobStore,
    private readonly publisher: Publisher,
    private readonly clock: Clock,
  ) {}

  async star(id: JobId, starred: boolean): Promise<void> {
    if (this.store.peek(id)?.starred === starred) return;
    await this.store.append(id, { type: 'starred', at: this.clock.now(), starred });
  }

  /** @param rating from 1 to 5; null takes it back */
  async rate(id: JobId, rating: number | null): Promise<void> {
    await this.store.append(id, { type: 'rated', at: this.clock.now(), rating });
  }

  /** Record first, files second: a kill in between leaves files that the next start removes. */
  async removeFiles(id: JobId, reason: 'retention' | 'deleted'): Promise<void> {
    if (this.store.peek(id)?.filesRemoved !== undefined) return;
    const { request } = await this.store.append(id, { type: 'files-removed', at: this.clock.now(), reason });
    await this.publisher.removePublished(request);
  }
}
