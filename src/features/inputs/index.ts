export type { InputKind, StoredInput, Upload } from './input.types.js';
export { inputPath } from './input-path.js';
export { InputReferences, type ReferenceSource } from './input-references.js';
export { type IncomingFile, InputsService } from './inputs.service.js';
export { InputsModule, type InputsModuleOptions } from './inputs.module.js';
