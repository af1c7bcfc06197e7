export { plainCopy } from './parameters/copy.js';
export {
  FIELD_PATHS,
  FIELD_SOURCES,
  type FieldPath,
  type FieldSource,
  type FieldSources,
  fieldValue,
  withField,
} from './parameters/fields.js';
export { fieldSchemas, type JsonSchema, parametersJsonSchema } from './parameters/field-schemas.js';
export {
  type Action,
  emptyParameters,
  type Parameters,
  parametersSchema,
  type Subject,
} from './parameters/parameters.schema.js';
export * from './parameters/vocabulary.js';
export {
  type DiffPart,
  type IntentReport,
  type NewRevision,
  NOT_DONE_REASONS,
  type NotDone,
  ORIGINS,
  type Origin,
  type Revision,
  type Session,
  type SessionSummary,
} from './session.types.js';
export { SessionsLifecycle } from './sessions.lifecycle.js';
export { SessionsModule } from './sessions.module.js';
export { SessionsService } from './sessions.service.js';
