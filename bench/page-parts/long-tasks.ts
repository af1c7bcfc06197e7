import type { Page } from 'playwright-core';

/** A piece of work during which the page could not answer, in milliseconds. */
export interface LongTask {
  /** From its begin to its end, whatever else the processors did meanwhile. */
  wallMs: number;
  /** What the page itself took of that. */
  processorMs: number;
}

const LONG_MS = 50;

/** Of the browser's trace; times in microseconds. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/**
 * The long tasks of the page while `action` runs, and none of before: reading a page in is one, too. They come from the
 * browser's own trace, which also knows the processor time of each.
 */
export async function longTasksDuring(page: Page, action: () => Promise<unknown>): Promise<LongTask[]> {
  const inspector = await page.context().newCDPSession(page);
  const pageThreads = new Set<string>();
  const long: (LongTask & { thread: string })[] = [];
  inspector.on('Tracing.dataCollected', ({ value }) => {
    for (const { name, pid, tid, dur = 0, tdur = 0, args } of value as unknown as TraceEvent[]) {
      const thread = `${pid}/${tid}`;
      if (name === 'thread_name' && args?.name === 'CrRendererMain') pageThreads.add(thread);
      if (name === 'ThreadControllerImpl::RunTask' && dur > LONG_MS * 1000)
        long.push({ thread, wallMs: dur / 1000, processorMs: tdur / 1000 });
    }
  });
  const isDone = new Promise((resolve) => inspector.once('Tracing.tracingComplete', resolve));
  const traceConfig = { includedCategories: ['toplevel'] };
  await inspector.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
  await action();
  await inspector.send('Tracing.end');
  await isDone;
  await inspector.detach();
  if (pageThreads.size === 0) throw new Error('the trace does not tell the threads of the page');
  return long.filter(({ thread }) => pageThreads.has(thread));
}
