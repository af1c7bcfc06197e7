import { z } from 'zod';
import {
  FIELD_PATHS,
  type FieldPath,
  fieldValue,
  type Parameters,
  parametersSchema,
  withField,
} from '../../sessions/index.js';
import { cleanValue } from './clean-value.js';
import { type JsonSchema, nullable, objectOf, strictSchema } from './strict-schema.js';

/**
 * How parameters travel: as a list of fields with their values. A description names a few of its 41 fields, so that
 * this is far shorter than the whole with a null for everything that is not said, and a change looks like a statement.
 */
export const fieldValuesSchema = z
  .array(z.object({ field: z.enum(FIELD_PATHS), value: z.unknown() }))
  .max(2 * FIELD_PATHS.length);
export type FieldValues = z.output<typeof fieldValuesSchema>;

const WHOLE = z.toJSONSchema(parametersSchema, { io: 'input' }) as JsonSchema;

const SCHEMAS = new Map(FIELD_PATHS.map((path) => [path, schemaOf(path)]));

function schemaOf(path: FieldPath): JsonSchema {
  const [group = '', leaf] = path.split('.');
  const outer = WHOLE.properties?.[group] ?? {};
  return leaf === undefined ? outer : (outer.properties?.[leaf] ?? {});
}

/** The list in OpenAI's strict subset. Fields with like values share a branch. */
export const fieldValuesJson: JsonSchema = { type: 'array', items: { anyOf: branches() } };

function branches(): JsonSchema[] {
  const groups = new Map<string, FieldPath[]>();
  for (const [path, schema] of SCHEMAS) {
    const key = JSON.stringify(strictSchema(schema));
    groups.set(key, [...(groups.get(key) ?? []), path]);
  }
  return [...groups].map(([key, paths]) =>
    objectOf({ field: { type: 'string', enum: paths }, value: nullable(JSON.parse(key) as JsonSchema) }),
  );
}

export type Applied = { parameters: Parameters } | { problems: readonly string[] };

/** `base` with `values` put in; `isAllowed` says which fields may move, the others are passed over. */
export function withFieldValues(
  base: Parameters,
  values: FieldValues,
  isAllowed: (path: FieldPath) => boolean = () => true,
): Applied {
  const allowed = values.filter(({ field }) => isAllowed(field));
  const result = allowed.reduce(
    (parameters, { field, value }) =>
      withField(parameters, field, cleanValue(value, SCHEMAS.get(field) ?? {})),
    base,
  );
  const parsed = parametersSchema.safeParse(result);
  if (parsed.success) return { parameters: parsed.data };
  return { problems: problemsOf(parsed.error) };
}

/** What a description says, field by field: for the model to read. */
export function statedFields(parameters: Parameters): Partial<Record<FieldPath, unknown>> {
  const said = FIELD_PATHS.map((path) => [path, fieldValue(parameters, path)] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
}

/** For the model, and for the log: names and rules, never the values that broke them. */
export function problemsOf(error: z.ZodError): string[] {
  return error.issues
    .slice(0, 8)
    .map(({ path, message }) => `${path.join('.') || 'the answer'}: ${message}`.slice(0, 200));
}
