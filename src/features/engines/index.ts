export { framesFor, secondsOf } from './frame-count.js';
export {
  type CancelLevel,
  type ConditioningInput,
  DeviceFaultError,
  EngineBusyError,
  EnginePort,
  EngineRefusedError,
  type EngineCapabilities,
  type GenerateContext,
  type GenerationOutput,
  type GenerationSpec,
  type InputRole,
  type IntegerRange,
  MAX_PREVIEW_BYTES,
  MAX_REMARK,
  NotAcceptedError,
  type NumberRange,
  type Progress,
  RemoteJobLostError,
  type Stage,
  type Task,
} from './engine.port.js';
export { classOf, type EngineClass, type ToldEngine, toldEnginesSchema } from './engine-class.js';
export { EnginesModule } from './engines.module.js';
export { ENGINE_LIST, type EngineChoice, EnginesService, type EngineView } from './engines.service.js';
export { MAX_SEED, type PartialSpec, problemsOf } from './spec-check.js';
export { isDetach, StopRequest, type StopReason } from './stop-request.js';
