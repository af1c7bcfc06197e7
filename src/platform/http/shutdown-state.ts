import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';

/** Whether the portal is on its way out: then it still answers questions but takes no new work. */
@Injectable()
export class ShutdownState {
  #isShuttingDown = false;

  get isShuttingDown(): boolean {
    return this.#isShuttingDown;
  }

  begin(): void {
    this.#isShuttingDown = true;
  }

  /** @throws DomainError shutting_down */
  checkAccepts(method: string): void {
    if (!this.#isShuttingDown || method !== 'POST') return;
    throw new DomainError('shutting_down', 'The server is shutting down and takes no new work', {
      retryAfterSeconds: 10,
    });
  }
}
