export { FLAT_KEYS, type FlatKey, type FlatParameters, flatView } from './flat-view.js';
export { type Dialect, DIALECTS } from './dialects/index.js';
export type { RenderedPrompt, RenderRequest } from './operations/prompt-renderer.js';
export {
  SessionPromptSource,
  type SessionPrompt,
  type SessionPrompts,
} from './operations/session-prompts.js';
export { protectedTextsOf } from './operations/protected-of.js';
export { noPrompt } from './operations/session-steps.js';
export { fieldsToVary, VARIABLE_FIELDS } from './operations/vary-fields.js';
export { countCombinations, expandWildcards } from './wildcards/index.js';
export { PromptsModule } from './prompts.module.js';
export { PromptsService } from './prompts.service.js';
export { GIVEN_BY, type GivenBy } from './prompts.types.js';
export type {
  Caller,
  EditRequest,
  EnhanceRequest,
  GivenVariation,
  InitializeRequest,
  PromptEnhancement,
  PromptState,
  PromptVariation,
  ProtectedText,
  VariationRequest,
  VariationSet,
} from './prompts.types.js';
export * from './templates/index.js';
export { wordDiff } from './text-diff.js';
