import type { FieldPath, Parameters } from '../../sessions/index.js';
import {
  PromptProvider,
  type ProviderContext,
  type UpdateInput,
  type UpdateProposal,
} from '../provider/prompt-provider.port.js';

/** A proposal, and the fields that its request names. */
export interface NamedUpdate {
  proposal: UpdateProposal;
  named: readonly FieldPath[];
}

/** The provider that needs nobody else: it also judges what others propose, and stands in for them. */
export abstract class OfflineLanguage extends PromptProvider {
  /** The fields that a request in plain words names. */
  abstract namedFields(request: string, parameters: Parameters): Promise<FieldPath[]>;

  /** Both of one request; a provider that does them somewhere else may do so at one go. */
  async updateNaming(input: UpdateInput, context: ProviderContext): Promise<NamedUpdate> {
    const named = await this.namedFields(input.request, input.parameters);
    return { proposal: await this.update(input, context), named };
  }
}
