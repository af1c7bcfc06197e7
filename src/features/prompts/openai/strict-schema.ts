/** The part of JSON Schema that zod writes for our own schemas, and that is sent to a language model's server. */
export interface JsonSchema {
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  items?: JsonSchema;
  anyOf?: readonly JsonSchema[];
  additionalProperties?: boolean;
}

/**
 * The schema in OpenAI's strict subset: every key required, what may be absent nullable, no other keys. Lengths, bounds
 * and patterns are left out, since servers differ in what they take: zod checks them afterwards.
 */
export function strictSchema(schema: JsonSchema): JsonSchema {
  if (schema.const !== undefined) return { type: typeof schema.const, enum: [schema.const] };
  if (schema.enum !== undefined) return { type: 'string', enum: schema.enum };
  if (schema.type === 'array') return { type: 'array', items: strictSchema(schema.items ?? {}) };
  if (schema.properties === undefined) return { type: schema.type ?? 'string' };
  const { required = [] } = schema;
  const properties = Object.entries(schema.properties).map(([key, child]) => {
    const strict = strictSchema(child);
    // An empty list says the same as none.
    return [key, required.includes(key) || child.type === 'array' ? strict : nullable(strict)] as const;
  });
  return objectOf(Object.fromEntries(properties));
}

export function nullable(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: 'null' }] };
}

/** An object with all these keys and no others. */
export function objectOf(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** The schema as people write it down: far shorter, for models whose server takes no schema. */
export function sketch(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(sketch).join('|');
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join('|');
  if (schema.type === 'array') return `[${sketch(schema.items ?? {})}, ...]`;
  if (schema.properties === undefined) return schema.type ?? 'any';
  const members = Object.entries(schema.properties).map(([key, child]) => `"${key}": ${sketch(child)}`);
  return `{${members.join(', ')}}`;
}
