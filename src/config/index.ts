export { type Config, ConfigError, isLoopback, loadConfig } from './config.js';
export { environmentSchema } from './config.schema.js';
export { CONFIG, ConfigModule } from './config.module.js';
export { loadDotEnv } from './dot-env.js';
export type {
  CosmosSettings,
  EngineName,
  ServerEngineName,
  ServerSettings,
} from './sections/engine.settings.js';
export type { ObjectSettings } from './sections/object.settings.js';
