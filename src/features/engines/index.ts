export {
  DeviceFaultError,
  EnginePort,
  EngineRefusedError,
  type EngineCapabilities,
  type GenerateContext,
  type GenerationOutput,
  type GenerationSpec,
  type IntegerRange,
  type NumberRange,
  type Progress,
  type Stage,
  type Task,
} from './engine.port.js';
export { EnginesModule } from './engines.module.js';
export { ENGINE_LIST, EnginesService, type EngineView } from './engines.service.js';
export type { PartialSpec } from './spec-check.js';
