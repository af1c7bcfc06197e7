import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';

const HEADER = '// Generated from /openapi.json by `npm run generate:api`. Do not edit.\n';
const OURS = /^\/api\//;
/** Another server's interface that has paths below ours. */
const FOREIGN = 'infinitetalk';
const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

export interface ApiDocument {
  paths: Record<string, Partial<Record<string, { tags?: string[]; responses?: Record<string, unknown> }>>>;
  components: { schemas: Record<string, unknown> };
}

/**
 * The text of `web/src/api/schema.ts`: the types of our own routes, with what they answer when all is well. Every
 * failure looks the same, and `web/src/api/http.ts` reads it.
 */
export async function pageSchema(document: ApiDocument): Promise<string> {
  const kept = structuredClone(document);
  for (const [path, item] of Object.entries(kept.paths)) {
    const isForeign = Object.values(item).some((operation) => operation?.tags?.includes(FOREIGN));
    if (!OURS.test(path) || isForeign) Reflect.deleteProperty(kept.paths, path);
    for (const method of METHODS) keepSuccess(item[method]?.responses ?? {});
  }
  keepUsedSchemas(kept);
  const nodes = await openapiTypescript(kept as unknown as OpenAPI3, {
    alphabetize: true,
    // A default makes a field optional to send; it says nothing about answers.
    defaultNonNullable: false,
  });
  return HEADER + astToString(nodes);
}

function keepSuccess(responses: Record<string, unknown>): void {
  for (const status of Object.keys(responses)) {
    if (!status.startsWith('2')) Reflect.deleteProperty(responses, status);
  }
}

/** Those of other interfaces are no concern of the page, and change for reasons of their own. */
function keepUsedSchemas({ paths, components: { schemas } }: ApiDocument): void {
  const used = new Set<string>();
  const visit = (part: unknown) => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(schemas[name]);
    }
  };
  visit(paths);
  for (const name of Object.keys(schemas)) if (!used.has(name)) Reflect.deleteProperty(schemas, name);
}
