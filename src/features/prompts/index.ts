export { PromptsModule } from './prompts.module.js';
export { PromptsService } from './prompts.service.js';
export type { PromptEnhancement } from './prompts.types.js';
