import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort } from '../../src/platform/process/free-port.js';

export const S3_KEY = {
  accessKeyId: 'AKIATESTTESTTEST',
  secretAccessKey: 'a-secret-that-must-never-be-seen',
};
export const S3_BUCKET = 'results';

/** Moto's server, an S3 in Python: `pip install 'moto[s3,server]'`, then `MOTO_SERVER` names its command. */
const command = process.env['MOTO_SERVER'] ?? '';

/** Why tests with a real server cannot run here; undefined if they can. */
export const whyNoS3 =
  command !== '' && spawnSync(command, ['--help'], { stdio: 'ignore' }).status === 0
    ? undefined
    : `no S3 server: MOTO_SERVER names none that runs (pip install "moto[s3,server]==5.2.5")`;

/** A real S3 server in a process of its own, with one bucket. What it holds dies with it. */
export class S3Server {
  private constructor(
    readonly endpoint: string,
    private readonly process: ChildProcess,
  ) {}

  static async start(): Promise<S3Server> {
    const port = await freePort();
    const child = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    const server = new S3Server(`http://127.0.0.1:${port}`, child);
    await server.#createBucket();
    return server;
  }

  /** As settings of a portal. */
  get settings(): Record<string, string> {
    return {
      S3_BUCKET,
      S3_ENDPOINT: this.endpoint,
      S3_FORCE_PATH_STYLE: 'true',
      S3_ACCESS_KEY_ID: S3_KEY.accessKeyId,
      S3_SECRET_ACCESS_KEY: S3_KEY.secretAccessKey,
    };
  }

  /** Takes connections and answers nothing. */
  freeze(): void {
    this.process.kill('SIGSTOP');
  }

  thaw(): void {
    this.process.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exited;
  }

  async #createBucket(): Promise<void> {
    const client = new S3Client({
      endpoint: this.endpoint,
      region: 'us-east-1',
      credentials: S3_KEY,
      forcePathStyle: true,
      maxAttempts: 1,
    });
    for (let tries = 0; ; tries += 1) {
      try {
        await client.send(new CreateBucketCommand({ Bucket: S3_BUCKET }));
        break;
      } catch (error) {
        if (tries === 150) throw error;
        await sleep(100);
      }
    }
    client.destroy();
  }
}
