import { Injectable } from '@nestjs/common';
import { SessionScanner } from './session-scanner.js';

/** Whether all sessions are known. Until then nobody can say that one does not exist, so whoever asks waits. */
@Injectable()
export class SessionReadiness {
  #scan: Promise<void> | undefined;

  constructor(private readonly scanner: SessionScanner) {}

  /** As {@link wait}, with those that other processes have opened meanwhile. */
  async waitForAll(): Promise<void> {
    await this.wait();
    await this.scanner.scanAgain();
  }

  /** Looks for them if nobody has begun to. A folder that could not be listed is tried again by the next caller. */
  wait(): Promise<void> {
    if (this.#scan !== undefined) return this.#scan;
    const scan = this.scanner.scan();
    this.#scan = scan;
    scan.catch(() => {
      this.#scan = undefined;
    });
    return scan;
  }
}
