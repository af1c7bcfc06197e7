import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Logger } from '@nestjs/common';
import { loadConfig } from '../../src/config/index.js';
import { TemplatesService, TemplateStore } from '../../src/features/prompts/templates/index.js';
import { NodeFileSystem, Storage } from '../../src/platform/storage/index.js';
import { ManualClock } from '../support/manual-clock.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'reelsmith-templates-'));
  Logger.overrideLogger(false);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** As after a restart: nothing but the files is shared. */
const start = () =>
  new TemplatesService(
    new TemplateStore(new Storage(new NodeFileSystem()), { ...loadConfig({}), dataDir }),
    new ManualClock(),
  );

const content = {
  name: 'My car',
  text: 'A {{color}} car, {{speed}} km/h. {{prompt}}',
  negative: 'people, {{color}} sky',
  slots: [
    { type: 'choice', name: 'color', choices: ['red', 'blue'], default: 'red' },
    { type: 'number', name: 'speed', min: 1, max: 300 },
  ],
};
const own = async (sut: TemplatesService, owner: string) =>
  (await sut.list(owner)).filter(({ isShipped }) => !isShipped);

describe('templates on disk', () => {
  it('has what was made after a restart, and only for its owner', async () => {
    const made = await start().create('ann', content);
    const sut = start();
    expect(await sut.get('ann', made.id)).toEqual(made);
    expect(await own(sut, 'ann')).toEqual([made]);
    expect(await own(sut, 'bob')).toEqual([]);
    await expect(sut.get('bob', made.id)).rejects.toMatchObject({ code: 'template_not_found' });
  });

  it('applies by name or id, and puts values in as they are', async () => {
    const sut = start();
    await sut.create('ann', { ...content, slots: [{ type: 'text', name: 'color' }, content.slots[1]] });
    const applied = await sut.apply('ann', 'my CAR', {
      prompt: 'Rain.',
      slots: { color: '{{speed}}', speed: 90 },
    });
    expect(applied).toEqual({ prompt: 'A {{speed}} car, 90 km/h. Rain.', negative: 'people, {{speed}} sky' });
  });

  it('names every slot that is missing, not known or wrong', async () => {
    const sut = start();
    const { id } = await sut.create('ann', content);
    const problems = (slots: Record<string, string | number>) =>
      sut
        .apply('ann', id, { slots })
        .catch((error: { problems: { path: string }[] }) => error.problems.map(({ path }) => path));
    expect(await problems({})).toEqual(['slots.speed']);
    expect(await problems({ speed: 301, color: 'green', wheels: 4 })).toEqual([
      'slots.color',
      'slots.speed',
      'slots.wheels',
    ]);
    expect(await problems({ speed: 'fast' })).toEqual(['slots.speed']);
  });

  it('refuses a change that was made of an old revision', async () => {
    const sut = start();
    const { id } = await sut.create('ann', content);
    const results = await Promise.allSettled([
      sut.update('ann', id, 1, { ...content, text: 'one' }),
      sut.update('ann', id, 1, { ...content, text: 'two' }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await sut.get('ann', id)).toMatchObject({ text: 'one', revision: 2 });
    await expect(sut.delete('ann', id, 1)).rejects.toMatchObject({ code: 'conflict' });
    await sut.delete('ann', id, 2);
    expect(await own(start(), 'ann')).toEqual([]);
  });

  it('leaves out a damaged file, and keeps it', async () => {
    const sut = start();
    const broken = await sut.create('ann', content);
    const whole = await sut.create('ann', { ...content, name: 'Other' });
    const folder = join(dataDir, 'templates', readdirSync(join(dataDir, 'templates'))[0]!);
    writeFileSync(join(folder, `${broken.id}.json`), '{"id":');
    expect((await own(start(), 'ann')).map(({ id }) => id)).toEqual([whole.id]);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('keeps shipped templates as they are, and each can be applied', async () => {
    const sut = start();
    const shipped = (await sut.list('ann')).filter(({ isShipped }) => isShipped);
    expect(shipped.length).toBeGreaterThan(5);
    for (const { id, name, slots } of shipped) {
      await expect(sut.delete('ann', id)).rejects.toMatchObject({ code: 'conflict' });
      await expect(sut.create('ann', { ...content, name })).rejects.toMatchObject({ code: 'conflict' });
      const values = Object.fromEntries(
        slots.filter((slot) => slot.default === undefined).map((slot) => [slot.name, 'x']),
      );
      const { prompt } = await sut.apply('ann', id, { prompt: 'A cat', slots: values });
      expect(prompt).toContain('A cat');
      expect(prompt).not.toMatch(/\{\{|\s\s/);
    }
  });

  it.each([
    [{ ...content, name: ' ' }, 'name'],
    [{ ...content, text: '{{size}}' }, 'text'],
    [{ ...content, text: 'x'.repeat(4001) }, 'text'],
    [{ ...content, slots: [{ type: 'number', name: 'speed', default: 'x' }] }, 'slots.0.default'],
    [{ ...content, slots: Array.from({ length: 21 }, (_, i) => ({ type: 'text', name: `s${i}` })) }, 'slots'],
    [{ ...content, id: '../../x' }, 'body'],
  ])('refuses content that is not valid', async (wrong, path) => {
    await expect(start().create('ann', wrong)).rejects.toMatchObject({
      code: 'invalid_request',
      problems: expect.arrayContaining([expect.objectContaining({ path })]) as unknown,
    });
  });
});
