import { z } from 'zod';
import { FIELD_PATHS, type FieldPath } from './fields.js';
import { parametersSchema } from './parameters.schema.js';

/** A JSON Schema, as OpenAPI 3.0 has it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Of the whole description, as answers hold it: lists and groups are always there. */
export function parametersJsonSchema(): JsonSchema {
  return z.toJSONSchema(parametersSchema, { target: 'openapi-3.0', io: 'output' });
}

/** Of the value of each field, so that a form can be built of them: enumerations, bounds, and what a list holds. */
export function fieldSchemas(): ReadonlyMap<FieldPath, JsonSchema> {
  const whole = parametersJsonSchema();
  return new Map(
    FIELD_PATHS.map((path) => {
      const schema = path.split('.').reduce(propertyOf, whole);
      return [path, schema];
    }),
  );
}

function propertyOf(schema: JsonSchema, name: string): JsonSchema {
  const property: unknown = Reflect.get(Reflect.get(schema, 'properties') as object, name);
  if (typeof property !== 'object' || property === null) throw new Error(`The schema has no field ${name}`);
  return property as JsonSchema;
}
