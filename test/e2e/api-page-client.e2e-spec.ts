import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiDocument, pageSchema } from '../../scripts/page-schema.ts';
import { edgeApp, type EdgeApp } from '../support/edge-app.js';

const SCHEMA = join(import.meta.dirname, '../../web/src/api/schema.ts');

let sut: EdgeApp;
beforeAll(async () => {
  sut = await edgeApp();
});
afterAll(async () => {
  await sut[Symbol.asyncDispose]();
});

it("compiles the page against the server's own description of its interface", async () => {
  const described = await pageSchema((await sut.get('/openapi.json')).json<ApiDocument>());
  const committed = await readFile(SCHEMA, 'utf8');
  expect(committed === described, 'web/src/api/schema.ts is out of date: run `npm run generate:api`').toBe(
    true,
  );
});
