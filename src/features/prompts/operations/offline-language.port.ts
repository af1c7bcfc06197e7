import type { FieldPath, Parameters } from '../../sessions/index.js';
import { PromptProvider } from '../provider/prompt-provider.port.js';

/** The provider that needs nobody else: it also judges what others propose, and stands in for them. */
export abstract class OfflineLanguage extends PromptProvider {
  /** The fields that a request in plain words names. */
  abstract namedFields(request: string, parameters: Parameters): Promise<FieldPath[]>;
}
