import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, type ObjectSettings } from '../../src/config/index.js';
import { S3ObjectStore } from '../../src/platform/objects/s3-object-store.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { S3_BUCKET, S3_KEY, S3Server, whyNoS3 } from '../support/s3-server.js';
import { bytesOf, describeObjectStore, noise, objectOf } from './object-store.suite.js';

describeObjectStore('in memory', () => new MemoryObjectStore());

describe.skipIf(whyNoS3 !== undefined)(
  `over S3${whyNoS3 === undefined ? '' : ` (skipped: ${whyNoS3})`}`,
  () => {
    let server: S3Server;
    beforeAll(async () => {
      server = await S3Server.start();
    });
    afterAll(() => server.stop());

    const settings = (change: Record<string, string> = {}): ObjectSettings => {
      const { objects } = loadConfig({ ...server.settings, ...change });
      if (objects === undefined) throw new Error('S3_BUCKET is set');
      return objects;
    };
    const { signal } = new AbortController();
    const place = { bucket: S3_BUCKET, key: 'videos/one/video.mp4' };

    for (const checksum of ['crc32', 'sha256', 'none']) {
      describeObjectStore(
        `of S3 with S3_CHECKSUM=${checksum}`,
        () => new S3ObjectStore(settings({ S3_CHECKSUM: checksum })),
      );
    }

    it('signs addresses that anyone can read from for a while, and that say how to show the file', async () => {
      const sut = new S3ObjectStore(settings({ S3_URL_TTL: '60' }));
      await sut.put(place, objectOf(noise(5000)), signal);
      const disposition = 'attachment; filename="a b.mp4"';
      const url = await sut.signedUrl(place, { mediaType: 'video/mp4', disposition });

      const response = await fetch(url, { headers: { range: 'bytes=10-19' } });
      expect(response.status).toBe(206);
      expect(response.headers.get('content-disposition')).toBe(disposition);
      expect(response.headers.get('content-type')).toBe('video/mp4');
      expect(Buffer.from(await response.arrayBuffer()).equals(noise(5000).subarray(10, 20))).toBe(true);
      expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('60');
      expect(url).not.toContain(S3_KEY.secretAccessKey);
    });

    it('signs for the address that clients reach', async () => {
      const sut = new S3ObjectStore(settings({ S3_PUBLIC_ENDPOINT: 'https://files.example' }));
      const url = await sut.signedUrl(place, { mediaType: 'video/mp4', disposition: 'inline' });
      expect(url).toContain('https://files.example/results/videos/one/video.mp4?');
      expect((await bytesOf(await sut.read(place)))?.length).toBe(5000);
    });

    it('names neither keys nor addresses in its errors', async () => {
      const dead = new S3ObjectStore(settings({ S3_ENDPOINT: 'http://127.0.0.1:9' }));
      const wrong = new S3ObjectStore(settings());
      const errors = await Promise.all([
        dead.read(place).catch((error: Error) => error),
        dead.put(place, objectOf(noise(10)), signal).catch((error: Error) => error),
        wrong
          .put({ ...place, bucket: 'no-such-bucket' }, objectOf(noise(10)), signal)
          .catch((error: Error) => error),
      ]);
      const texts = errors.map((error) =>
        error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : '',
      );
      expect(texts[0]).toContain('The object storage was not reached (reading a result).');
      expect(texts[2]).toContain('The object storage answered 404 NoSuchBucket (storing a result).');
      for (const text of texts) expect(text).not.toMatch(/127\.0\.0\.1|AKIA|a-secret/);
    });
  },
);
