import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { OpenAiVideoDouble } from '../support/engine-doubles/openai-video-double.js';
import { PNG } from '../support/media-samples.js';
import { findingsInTheDark } from './axe.js';
import { dropFiles } from './drop-files.js';
import { PageBench } from './page-bench.js';
import { PortalProcess, type Settings } from './portal-process.js';
import { SmallDisk } from './small-disk.js';

const sut = PageBench.use();
afterEach(() => sut.clear());

const formError = () => sut.page.locator('.composer__foot [role="alert"]');
const connection = () => sut.page.locator('.header [role="status"]');
const field = (name: string) => sut.page.getByRole('textbox', { name, exact: true });

/** The page on another server, which is stopped afterwards. */
async function onServer(settings: Settings, use: (portal: PortalProcess) => Promise<void>): Promise<void> {
  const portal = await PortalProcess.start(settings);
  try {
    await sut.page.goto(portal.url);
    await use(portal);
  } finally {
    await sut.page.goto('about:blank');
    await portal.stop();
  }
}

const canMount = SmallDisk.mount(1);
canMount?.unmount();

describe.skipIf(canMount === undefined)('a disk that is full (507)', () => {
  it('is told in Run, Tune and beside a dropped file; once there is room, what was typed goes on', async () => {
    const disk = SmallDisk.mount(24);
    if (disk === undefined) throw new Error('There was a disk a moment ago');
    const folders = { DATA_DIR: join(disk.folder, 'data'), SESSIONS_DIR: join(disk.folder, 'sessions') };
    try {
      await onServer(folders, async () => {
        await sut.write('typed on a full disk');
        disk.fill();
        await sut.button(/^Generate/).click();
        await formError().getByText('The disk is full').waitFor();
        expect(await formError().innerText()).toContain('delete old videos');
        expect(await sut.prompt(1).inputValue()).toBe('typed on a full disk');
        await sut.page.getByText('Files to start from').click();
        await dropFiles(sut.page, '.composer__more .drop', [{ name: 'grey.png', content: PNG }]);
        await sut.page.locator('.file__error', { hasText: 'disk is full' }).waitFor();
        expect(await findingsInTheDark(sut.page)).toEqual([]);

        await sut.page.getByRole('link', { name: 'Tune' }).click();
        await field('Rough idea').fill('an idea on a full disk');
        await sut.button('Use as it is').click();
        await sut.page.getByText(/Could not begin: .*disk is full/).waitFor();
        expect(await field('Rough idea').inputValue()).toBe('an idea on a full disk');
        expect(await findingsInTheDark(sut.page)).toEqual([]);

        await disk.free();
        await sut.button('Use as it is').click();
        await sut.page.getByRole('heading', { name: 'History' }).waitFor();
        await sut.page.getByRole('link', { name: 'Run', exact: true }).click();
        await sut.generate('complete');
      });
    } finally {
      disk.unmount();
    }
  });
});

/** As a server's log has it: a page of lines, some of them hostile. */
const LONG_ERROR = Array.from(
  { length: 200 },
  (_, line) =>
    `  File "/srv/model/<b>block_${line}</b>.py", line ${line}, in forward <img src=x onerror="window.wasRun=1">`,
).join('\n');

describe('a job that failed', () => {
  it('with a long error shows its beginning, the rest on request, all of it as text', async () => {
    const engine = new OpenAiVideoDouble('openai', PNG);
    engine.errorCode = 'moderation_blocked';
    await engine.start();
    try {
      await onServer({ ENGINES: 'openai-video', OPENAI_VIDEO_URLS: engine.url }, async () => {
        await sut.write('a prompt that the engine refuses');
        const id = await sut.generate('processing');
        await expect.poll(() => engine.jobs.all().length, { timeout: 20_000 }).toBe(1);
        engine.jobs.failWith(engine.jobs.all()[0]?.id ?? '', `CUDA error: it broke\n${LONG_ERROR}`);
        const card = sut.jobIn('failed');
        await card.getByText('CUDA error: it broke').first().waitFor({ timeout: 30_000 });
        const closed = await card.boundingBox();
        expect(closed?.height).toBeLessThan(700);
        await card.locator('.stage__failure summary').click();
        const all = card.locator('.stage__failure pre');
        expect(await all.innerText()).toContain('<b>block_3</b>');
        expect((await all.boundingBox())?.height).toBeLessThan(600);
        expect(await findingsInTheDark(sut.page)).toEqual([]);
        expect(await sut.page.locator('img[src="x"], .stage__failure b').count()).toBe(0);
        expect(await sut.page.evaluate('window.wasRun')).toBeUndefined();
        expect(await sut.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

        await sut.button('Retry failed (1)').click();
        await expect.poll(() => sut.page.locator('[data-batch]').getAttribute('data-batch')).not.toBe(id);
        await expect.poll(() => engine.jobs.all().length, { timeout: 20_000 }).toBe(2);
        engine.jobs.failWith(engine.jobs.all()[1]?.id ?? '', 'again');
        await sut.jobIn('failed').getByText('again').first().waitFor({ timeout: 30_000 });
      });
    } finally {
      await engine.stop();
    }
  });
});

describe('a state that another window has changed (409)', () => {
  it('is told, the session is shown as it is now, and what was typed stays', async () => {
    await sut.page.getByRole('link', { name: 'Tune' }).click();
    await field('Rough idea').fill('a red ball rolls at noon');
    await sut.button('Use as it is').click();
    await sut.page.getByRole('heading', { name: 'History' }).waitFor();
    await field('Change it, in plain words').fill('make it night');
    await field('Change it, in plain words').press('Enter');
    await sut.page.getByRole('heading', { name: 'make it night' }).waitFor();
    await field('Change it, in plain words').fill('typed before the conflict');

    const id = new URL(sut.page.url()).hash.split('/')[2] ?? '';
    const undone = await sut.page.request.post(`${sut.portal.url}/api/sessions/${id}/undo`);
    expect(undone.ok()).toBe(true);
    await sut.button('Undo').click();
    await sut.page.getByText('There is nothing to undo.').waitFor();
    expect(await findingsInTheDark(sut.page)).toEqual([]);
    expect(await field('Change it, in plain words').inputValue()).toBe('typed before the conflict');
    await expect.poll(() => sut.page.getByTestId('prompt').innerText()).toBe('a red ball rolls at noon');
    expect(await sut.button('Undo').isDisabled()).toBe(true);
  });
});

describe('too many uploads (429)', () => {
  it('say so beside the file, which can be sent again when there is room', async () => {
    await onServer({ UPLOADS_MAX: '1' }, async () => {
      await sut.write('a portrait');
      await sut.page.getByText('Files to start from').click();
      const drop = (name: string, content: Buffer) =>
        dropFiles(sut.page, '.composer__more .drop', [{ name, content }]);
      await drop('first.png', PNG);
      await sut.page.locator('[data-role="image"]', { hasText: 'first.png' }).waitFor();
      await drop('second.png', Buffer.concat([PNG, Buffer.from('other')]));
      await sut.page.locator('.file__error', { hasText: 'UPLOADS_MAX' }).waitFor();
      expect(await findingsInTheDark(sut.page)).toEqual([]);
      expect(await sut.prompt(1).inputValue()).toBe('a portrait');
      // As the message asks for; removing the file from the form is enough.
      await sut.button('Remove first.png').click();
      await sut.button('Try again to upload second.png').click();
      await sut.page.locator('[data-role="image"]', { hasText: 'second.png' }).waitFor();
    });
  });
});

describe('a session that has expired', () => {
  it('leaves its last words and what was typed, to go on in a new one', async () => {
    await onServer({ SESSION_TTL: '10' }, async () => {
      await sut.page.getByRole('link', { name: 'Tune' }).click();
      await field('Rough idea').fill('a red ball rolls at noon');
      await sut.button('Use as it is').click();
      await sut.page.getByRole('heading', { name: 'History' }).waitFor();
      await field('Change it, in plain words').fill('make it night');
      await sut.page.waitForTimeout(11_000);
      await sut.button('Change').click();
      await sut.page.getByRole('heading', { name: 'This session is no longer there' }).waitFor();
      expect(await findingsInTheDark(sut.page)).toEqual([]);
      await sut.button('Go on with it in a new session').click();
      await expect.poll(() => sut.page.getByTestId('prompt').innerText()).toBe('a red ball rolls at noon');
      expect(await field('Change it, in plain words').inputValue()).toBe('make it night');
    });
  });
});

describe('a server that is killed and started again', () => {
  it('finds the form of Run as it was: words, settings, files, the batch in view', async () => {
    const model = { MODEL_DIR: join(import.meta.dirname, '../support/mosaic-onnx-model') };
    await onServer(model, async (portal) => {
      await sut.write('the first batch');
      const first = await sut.generate('complete');
      await sut.prompt(1).fill('the second one');
      await sut.generate('complete');
      await sut.page.locator('.recent__row', { hasText: 'the first batch' }).click();
      await sut.page.locator(`section[data-batch="${first}"]`).waitFor();
      await sut.prompt(1).fill('typed before the server died');
      await sut.page.getByText('Settings for all prompts').click();
      await sut.shared('Seed').fill('4711');
      await sut.page.getByText('Files to start from').click();
      await dropFiles(sut.page, '.composer__more .drop', [{ name: 'grey.png', content: PNG }]);
      await sut.page.locator('[data-role="image"]', { hasText: 'grey.png' }).waitFor();

      await portal.kill();
      await sut.button(/^Generate/).click();
      await formError().getByText('The server did not answer').waitFor();
      expect(await findingsInTheDark(sut.page)).toEqual([]);
      await sut.prompt(1).fill('typed while the server was dead');
      await portal.startAgain();
      await connection().filter({ hasText: 'Live' }).waitFor();
      expect(await sut.page.locator('section[data-batch]').getAttribute('data-batch')).toBe(first);
      expect(await sut.shared('Seed').inputValue()).toBe('4711');
      expect(await sut.page.locator('[data-role="image"]').innerText()).toContain('grey.png');
      await sut.generate('complete');
      const jobs = await sut.page.request.get(`${portal.url}/api/jobs?limit=10`);
      const { items } = (await jobs.json()) as {
        items: { prompt: string; seed: number; inputs: object[] }[];
      };
      expect(items).toHaveLength(3);
      expect(items[0]).toMatchObject({ prompt: 'typed while the server was dead', seed: 4711 });
      expect(items[0]?.inputs).toHaveLength(1);
    });
  });

  it('finds Tune as it was: the session, the step that is looked at, what is typed', async () => {
    await onServer({}, async (portal) => {
      await sut.page.getByRole('link', { name: 'Tune' }).click();
      await field('Rough idea').fill('a red ball rolls at noon');
      await sut.button('Use as it is').click();
      await sut.page.getByRole('heading', { name: 'History' }).waitFor();
      const request = field('Change it, in plain words');
      await request.fill('make it night');
      await request.press('Enter');
      await sut.page.getByRole('heading', { name: 'make it night' }).waitFor();
      const rows = sut.page.getByRole('treegrid', { name: /^Steps of this session/ }).getByRole('row');
      await rows.first().click();
      await sut.page.getByRole('group', { name: 'The selected step' }).waitFor();
      await request.fill('add rain');
      const address = sut.page.url();

      await portal.kill();
      await sut.button('Change').click();
      await sut.page.getByText(/Could not change it: The server did not answer/).waitFor();
      expect(await findingsInTheDark(sut.page)).toEqual([]);
      await request.fill('add snow');
      await portal.startAgain();
      await connection().filter({ hasText: 'Live' }).waitFor();
      expect(sut.page.url()).toBe(address);
      await sut.page.getByRole('group', { name: 'The selected step' }).waitFor();
      expect(await request.inputValue()).toBe('add snow');
      await sut.button('Change').click();
      await sut.page.getByRole('heading', { name: 'add snow' }).waitFor();
      expect(await rows.count()).toBe(3);
      expect(await sut.page.getByTestId('prompt').innerText()).toMatch(/snow/);
    });
  });
});
