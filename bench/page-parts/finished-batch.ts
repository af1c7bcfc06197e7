import type { Page } from 'playwright-core';

/** Runs a batch of eight to its end. @returns its id */
export async function finishedBatch(
  page: Page,
  url: string,
  settings: Readonly<Record<string, number>>,
): Promise<string> {
  const prompts = Array.from({ length: 8 }, (_, index) => `a red ball, take ${index + 1}`);
  const made = await page.request.post(`${url}/api/batches`, { data: { prompts, ...settings } });
  if (made.status() !== 201) throw new Error(`a batch was answered with ${made.status()}`);
  const { id } = (await made.json()) as { id: string };
  for (;;) {
    const { state } = (await (await page.request.get(`${url}/api/batches/${id}`)).json()) as {
      state: string;
    };
    if (state === 'complete') return id;
    if (state !== 'processing') throw new Error(`the batch ended as ${state}`);
    await page.waitForTimeout(200);
  }
}
