import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AllowedMethods } from '../../src/platform/http/allowed-methods.js';
import { edgeApp, type EdgeApp } from '../support/edge-app.js';

interface Document {
  tags: { name: string }[];
  components: { schemas: Record<string, object> };
  paths: Record<
    string,
    Record<string, { summary?: string; tags?: string[]; responses: Record<string, { content?: object }> }>
  >;
}

let sut: EdgeApp;
let document: Document;

beforeAll(async () => {
  sut = await edgeApp();
  document = (await sut.get('/openapi.json')).json<Document>();
});
afterAll(async () => {
  await sut[Symbol.asyncDispose]();
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );

describe('GET /openapi.json', () => {
  it('describes every route, and no other', () => {
    const routes = sut.app
      .get(AllowedMethods)
      .list()
      .filter(
        (route) =>
          !route.startsWith('HEAD ') && !route.startsWith('OPTIONS ') && !route.includes(' /static/'),
      )
      .map((route) => route.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}'));
    expect(
      operations()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(routes.sort());
  });

  it('says for each what it is, what it answers and how it fails', () => {
    const tags = document.tags.map(({ name }) => name);
    for (const { name, operation } of operations()) {
      expect([name, operation.summary, operation.tags]).toEqual([
        name,
        expect.stringMatching(/./),
        [expect.any(String)],
      ]);
      expect(tags).toContain(operation.tags?.[0]);
      // A WebSocket's answer has no body.
      if (operation.responses['101'] !== undefined) continue;
      const success = operation.responses['200'] ?? operation.responses['201'] ?? operation.responses['202'];
      const kinds = Object.keys(success?.content ?? {});
      // Only this one answers either a file or JSON.
      const wanted =
        name === 'POST /v1/tasks/image/sync' ? ['image/png', 'application/json'] : kinds.slice(0, 1);
      expect([name, kinds]).toEqual([name, wanted]);
      expect([name, kinds.length]).not.toEqual([name, 0]);
    }
  });

  it('points only at schemas that it holds', () => {
    const used = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      (match) => match[1],
    );
    expect(used.length).toBeGreaterThan(20);
    expect([...new Set(used)].filter((name) => !Object.hasOwn(document.components.schemas, name!))).toEqual(
      [],
    );
  });

  it('answers with what it describes', async () => {
    const schema = (name: string) =>
      document.components.schemas[name] as { properties: object; required: string[] };
    const job = (await sut.post('/api/jobs', { prompt: 'p' })).json<object>();
    expect(Object.keys(job).sort()).toEqual(Object.keys(schema('JobBody').properties).sort());
    const health = (await sut.get('/health')).json<object>();
    expect(Object.keys(health).sort()).toEqual(Object.keys(schema('HealthBody').properties).sort());
    const batch = (await sut.post('/api/batches', { prompts: ['p'] })).json<{ id: string }>();
    expect(Object.keys(batch).sort()).toEqual(Object.keys(schema('BatchBody').properties).sort());
    const status = (await sut.get(`/api/video/batch_status/${batch.id}`)).json<{ jobs: [object] }>();
    expect(Object.keys(status.jobs[0]).sort()).toEqual(Object.keys(schema('BatchJobBody').properties).sort());
  });
});

describe('GET /docs', () => {
  it('is a page that loads everything from here', async () => {
    const page = await sut.get('/docs');
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    const parts = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(parts).toHaveLength(4);
    for (const part of parts) expect([part, (await sut.get(part)).statusCode]).toEqual([part, 200]);
  });

  it.each(['package.json', '..%2fpackage.json', 'index.html'])(
    'gives nothing else away: %s',
    async (file) => {
      expect((await sut.get(`/docs/${file}`)).statusCode).toBe(404);
    },
  );
});
