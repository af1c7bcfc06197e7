import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compatibilityPage, INTERFACES } from '../contract/compatibility/compatibility-page.js';
import { edgeApp, type EdgeApp } from '../support/edge-app.js';

interface Operation {
  tags: string[];
  responses: Record<string, object>;
}

const FILE = join(import.meta.dirname, '../../docs/compatibility.md');

let sut: EdgeApp;
let described: Map<string, Operation>;

beforeAll(async () => {
  sut = await edgeApp();
  const { paths } = (await sut.get('/openapi.json')).json<{
    paths: Record<string, Record<string, Operation>>;
  }>();
  described = new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]),
    ),
  );
});
afterAll(() => sut[Symbol.asyncDispose]());

describe('docs/compatibility.md', () => {
  it('is what its tables say; otherwise run `npm run generate:compatibility`', async () => {
    const options = await resolveConfig(FILE);
    const wanted = await format(compatibilityPage(), { ...options, filepath: FILE });
    expect(readFileSync(FILE, 'utf8')).toBe(wanted);
  });
});

const rows = INTERFACES.flatMap(({ title, routes }) =>
  routes.map(({ route, likeness, statuses }) => ({ title, route, likeness, statuses })),
);

describe('every route of a contract', () => {
  it.each(rows.filter(({ likeness }) => likeness !== 'left out'))(
    '$title: $route is described with its statuses',
    ({ route, statuses }) => {
      const answers = Object.keys(described.get(route)?.responses ?? {}).map(Number);
      expect(statuses.filter((status) => !answers.includes(status))).toEqual([]);
      expect(statuses.length).toBeGreaterThan(0);
    },
  );

  it.each(rows.filter(({ likeness }) => likeness === 'left out'))(
    '$title: $route is left out',
    ({ route }) => {
      expect(described.has(route)).toBe(false);
    },
  );

  it.each(INTERFACES.filter(({ tag }) => tag !== 'video'))('of $title is in the table', ({ tag, routes }) => {
    const tagged = [...described].filter(([, { tags }]) => tags.includes(tag)).map(([route]) => route);
    const known = new Set(routes.map(({ route }) => route));
    expect(tagged.filter((route) => !known.has(route))).toEqual([]);
    expect(tagged.length).toBeGreaterThan(0);
  });
});
