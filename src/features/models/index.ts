export { type ModelId, parseModelId } from './model-id.js';
export type { DownloadView, ModelView } from './model.types.js';
export { ModelsModule } from './models.module.js';
export { ModelsService } from './models.service.js';
