import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiModule } from '../../src/api/api.module.js';
import { TemplatesController } from '../../src/api/templates/templates.controller.js';
import { createApp } from '../../src/bootstrap.js';
import { loadConfig } from '../../src/config/index.js';
import { TemplatesService, TemplateStore } from '../../src/features/prompts/templates/index.js';
import { fakeFeatures } from '../support/fake-features.js';

const known = (Reflect.getMetadata('controllers', ApiModule) ?? []) as unknown[];

@Module({
  controllers: known.includes(TemplatesController) ? [] : [TemplatesController],
  providers: [TemplateStore, TemplatesService],
  exports: [TemplatesService],
})
class TemplatesModule {}

let app: NestFastifyApplication;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reelsmith-templates-'));
  const config = loadConfig({
    DATA_DIR: join(folder, 'data'),
    SESSIONS_DIR: join(folder, 'sessions'),
    STATIC_DIR: join(folder, 'static'),
    API_KEYS: 'ann:ann-secret-key-000001,bob:bob-secret-key-000001',
  });
  app = await createApp(config, {
    features: [fakeFeatures().module, TemplatesModule],
    logTo: { write: () => undefined },
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Body {
  id: string;
  code: string;
  revision: number;
  items: { name: string; shipped: boolean }[];
  errors: { path: string }[];
}

async function send(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, owner = 'ann') {
  const answer = await app.inject({
    method,
    url: `/api/templates${url}`,
    headers: { 'x-api-key': `${owner}-secret-key-000001` },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: answer.statusCode, type: answer.headers['content-type'], body: answer.json<Body>() };
}

const content = {
  name: 'Red car',
  text: 'A red car at {{time}}. {{prompt}}',
  slots: [{ type: 'choice', name: 'time', choices: ['dawn', 'night'] }],
};

describe('/api/templates', () => {
  it('makes, shows, lists, changes, applies and deletes a template', async () => {
    const made = await send('POST', '', content);
    expect([made.status, made.body]).toEqual([
      201,
      expect.objectContaining({ name: 'Red car', revision: 1, shipped: false }),
    ]);
    const { id } = made.body;
    expect((await send('GET', `/${id}`)).body).toEqual(made.body);
    const { items } = (await send('GET', '')).body;
    expect(items[0]).toEqual(made.body);
    expect(items.slice(1).every(({ shipped }) => shipped)).toBe(true);
    const applied = await send('POST', `/${id}/apply`, { prompt: 'It rains.', slots: { time: 'night' } });
    expect([applied.status, applied.body]).toEqual([
      200,
      { prompt: 'A red car at night. It rains.', negative_prompt: null },
    ]);
    const change = { ...content, text: 'New', revision: 1 };
    expect((await send('PUT', `/${id}`, change)).body.revision).toBe(2);
    const late = await send('PUT', `/${id}`, change);
    expect([late.status, late.body.code]).toEqual([409, 'conflict']);
    expect((await send('DELETE', `/${id}?revision=2`)).body).toEqual({ id, deleted: true });
    expect((await send('GET', `/${id}`)).status).toBe(404);
  });

  it('shows nobody the templates of another owner', async () => {
    const { id } = (await send('POST', '', content)).body;
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['DELETE', '', undefined],
      ['POST', '/apply', {}],
      ['PUT', '', { ...content, revision: 1 }],
    ] as const) {
      const answer = await send(method, `/${id}${path}`, body, 'bob');
      expect([answer.status, answer.body.code, answer.type]).toEqual([
        404,
        'template_not_found',
        expect.stringContaining('problem+json'),
      ]);
    }
    expect((await send('GET', '', undefined, 'bob')).body.items.every(({ shipped }) => shipped)).toBe(true);
  });

  it.each([
    [{ ...content, name: 5 }, 'name'],
    [{ ...content, sots: [] }, 'sots'],
    [{ ...content, text: '{{place}}' }, 'text'],
    [{ ...content, slots: 'none' }, 'slots'],
    [{ ...content, slots: [{ type: 'date', name: 'x' }] }, 'slots.0.type'],
  ])('names the field that is wrong: %j', async (wrong, path) => {
    const answer = await send('POST', '', wrong);
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid_request']);
    expect(answer.body.errors.map((problem) => problem.path)).toContain(path);
  });

  it('names the slots that are wrong when it applies', async () => {
    const { id } = (await send('POST', '', content)).body;
    const answer = await send('POST', `/${id}/apply`, { slots: { time: 'noon', other: 'x' } });
    expect(answer.body.errors.map(({ path }) => path)).toEqual(['slots.time', 'slots.other']);
    expect((await send('POST', `/${id}/apply`, { slots: [] })).status).toBe(422);
  });

  it('never changes what ships with the project', async () => {
    expect((await send('GET', '/film-noir')).body).toMatchObject({ shipped: true, revision: 0 });
    expect((await send('DELETE', '/film-noir')).status).toBe(409);
    expect((await send('POST', '/Film%20Noir/apply', { prompt: 'A cat' })).status).toBe(200);
  });

  it.each(['..%2f..%2fx', 'no-such', '%00'])('does not know the id %s', async (id) => {
    expect((await send('GET', `/${id}`)).body.code).toBe('template_not_found');
  });
});
