import type { Page } from 'playwright-core';

/** A batch of eight small jobs. @returns its id */
export async function submitEight(page: Page, url: string, steps: number): Promise<string> {
  const prompts = Array.from({ length: 8 }, (_, index) => `a red ball, take ${index + 1}`);
  const answer = await page.request.post(`${url}/api/batches`, { data: { prompts, steps } });
  if (answer.status() !== 201) throw new Error(`a batch was answered with ${answer.status()}`);
  return ((await answer.json()) as { id: string }).id;
}
