import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { inspectMedia, wavOf } from '../support/media-checks.js';
import { dropFiles } from './drop-files.js';
import { PageBench } from './page-bench.js';

/** With the model that a fresh clone has. It computes for a while, and the processors may be busy with other things. */
const sut = PageBench.use({
  MODEL_DIR: join(import.meta.dirname, '../../models/tiny-world'),
  DEVICES: 'cpu:1',
});
const PATIENCE_MS = 200_000;
afterEach(() => sut.clear());

/** For people to look at; only where a folder for them is named. */
async function shoot(name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await sut.page.screenshot({ path: join(folder, `embedded-${name}.png`) });
}

/** What an image shows, as a number that is another one for another picture; and how many colours it has. */
const SEEN = `((image) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 32 });
  const paper = canvas.getContext('2d');
  paper.drawImage(image, 0, 0, 32, 32);
  const { data } = paper.getImageData(0, 0, 32, 32);
  return { sum: data.reduce((sum, value, at) => (sum * 31 + value * (at + 1)) % 1e9, 7), colours: new Set(data).size, width: image.naturalWidth };
})`;

interface Seen {
  sum: number;
  colours: number;
  width: number;
}

describe('a job of the embedded engine', () => {
  it(
    'is seen while it comes into being: another picture every few steps, gone when it is cancelled',
    async () => {
      await sut.write('a red ball bounces on grass');
      await sut.page.getByText('Settings for all prompts').click();
      await sut.shared('Steps').fill('50');
      await sut.shared('Frames').fill('33');
      await sut.generate('processing');
      const preview = sut.page.locator('.stage__preview');
      await preview.waitFor({ timeout: PATIENCE_MS });
      const look = async () => {
        const seen = await sut.page.evaluate<Seen>(`${SEEN}(document.querySelector('.stage__preview'))`);
        return seen;
      };
      const first = await look();
      expect(first.width).toBeGreaterThan(32);
      expect(first.colours).toBeGreaterThan(16);
      await expect.poll(async () => (await look()).sum, { timeout: PATIENCE_MS }).not.toBe(first.sum);
      await shoot('preview');
      // The words stay readable over it, and the bar goes on.
      expect(await sut.page.locator('.stage__now').innerText()).toMatch(/denoising \d+\/50/);
      await sut.button('Cancel video 1').click();
      await sut.jobIn('cancelled').waitFor();
      expect(await preview.count()).toBe(0);
    },
    PATIENCE_MS * 2,
  );
});

/** A face, drawn: enough for a mouth to be where one is looked for. */
const PORTRAIT = `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256">
  <rect width="256" height="256" fill="#7a9cc6"/>
  <ellipse cx="128" cy="128" rx="80" ry="104" fill="#e0ac88"/>
  <circle cx="98" cy="104" r="10" fill="#2b1d14"/><circle cx="158" cy="104" r="10" fill="#2b1d14"/>
  <path d="M96 172 Q128 190 160 172 Q128 182 96 172" fill="#a03c3c" stroke="#7c2626" stroke-width="4"/>
</svg>`;

describe('a portrait and a voice', () => {
  it(
    'dropped together become a talking video with its sound',
    async () => {
      const portrait = await sharp(Buffer.from(PORTRAIT)).png().toBuffer();
      const voice = wavOf(2, (second) => Math.abs(Math.sin(second * 9)));
      await sut.write('a person talks');
      await sut.page.getByText('Files to start from').click();
      await dropFiles(sut.page, '.composer__more .drop', [
        { name: 'face.png', content: portrait },
        { name: 'voice.wav', content: voice },
      ]);
      await sut.page.locator('[data-role="image"]', { hasText: 'face.png 256×256' }).waitFor();
      await sut.page.locator('[data-role="audio"]', { hasText: 'voice.wav 0:02' }).waitFor();
      await shoot('dropped');
      await sut.button(/^Generate/).click();
      const video = sut.page.locator('[data-job][data-state="succeeded"] video');
      await video.waitFor({ timeout: PATIENCE_MS });
      const source = (await video.getAttribute('src')) ?? '';

      // The browser itself finds sound in it, and plays on.
      const heard = () =>
        video.evaluate((element: unknown) => (element as Heard).webkitAudioDecodedByteCount);
      await expect.poll(heard, { timeout: 20_000 }).toBeGreaterThan(1000);
      await shoot('talking');
      const file = join(sut.portal.folder, 'talking.mp4');
      await writeFile(file, await (await sut.page.request.get(`${sut.portal.url}${source}`)).body());
      const { video: pictures, audio } = inspectMedia(file);
      expect(pictures?.seconds).toBeCloseTo(2, 1);
      expect((audio?.samples ?? 0) / (audio?.sampleRate ?? 1)).toBeCloseTo(2, 0);
    },
    PATIENCE_MS * 2,
  );
});

interface Heard {
  webkitAudioDecodedByteCount: number;
}
