import { writeFileSync } from 'node:fs';
import { tinyVideo } from '../../test/support/tiny-video.ts';
import { longTasksDuring } from './long-tasks.ts';
import { freshPage, startBrowser, startReadyPortal } from '../support/browser.ts';
import { digestOf } from '../support/digest.ts';
import type { Bench, Row } from '../support/figure.ts';
import { FinishedJobsWriter, type VideoFile } from '../support/finished-jobs.ts';
import { rounded } from '../support/statistics.ts';

const JOBS = 10_000;

/** Whether the gallery stays smooth from its first job to its last. */
export async function scrolling(bench: Bench): Promise<Row[]> {
  const folder = bench.folder('page-gallery');
  await writeJobs(folder, JOBS);
  const server = await startReadyPortal(bench, folder);
  const page = await freshPage(await startBrowser(bench));
  await page.goto(`${server.url}/#/gallery`);
  await page.locator('.tile').first().waitFor();
  await page.waitForTimeout(1000);
  let screens = 0;
  const longTasks = await longTasksDuring(page, async () => {
    screens = await page.evaluate<number>(SCROLL_TO_END);
  });
  const seen = Number(await page.locator('.tile').last().getAttribute('data-index')) + 1;
  if (seen !== JOBS) throw new Error(`the last tile is number ${seen}, not ${JOBS}`);
  const wall = longTasks.map(({ wallMs }) => wallMs);
  const processor = longTasks.map(({ processorMs }) => processorMs);
  return [
    {
      figure: 'page: 10,000 jobs in the gallery scrolled to the end, longest task',
      budget: 'none over 50 ms',
      measured:
        longTasks.length === 0
          ? 'none over 50 ms'
          : `${longTasks.length} over 50 ms, longest ${rounded(Math.max(...wall))} ms (of its own processor time at most ${rounded(Math.max(...processor))} ms)`,
      isWithin: longTasks.length === 0,
      note: `${screens} screens, half a screen each frame or two, pages of 100 read on the way`,
      numbers: { longTasksMs: wall, longTasksProcessorMs: processor, screens },
    },
  ];
}

/** Half a screen at a time, each after a frame; waits where the next page is still being read. */
const SCROLL_TO_END = `new Promise((resolve) => {
  const grid = document.querySelector('.grid');
  let screens = 0;
  let still = 0;
  const step = () => {
    const before = grid.scrollTop;
    grid.scrollTop += grid.clientHeight / 2;
    if (grid.scrollTop > before) { screens += 0.5; still = 0; } else still += 1;
    if (still > 150) resolve(Math.round(screens));
    else requestAnimationFrame(() => requestAnimationFrame(step));
  };
  step();
})`;

async function writeJobs(folder: string, count: number): Promise<void> {
  const writer = await FinishedJobsWriter.into(folder);
  const video = tinyVideo(new Uint8Array());
  const digest = digestOf(video);
  const write = (path: string): VideoFile => {
    writeFileSync(path, video);
    return digest;
  };
  const start = Date.now() - count * 1000;
  for (let index = 0; index < count; index += 1) writer.job(start + index * 1000, write);
}
