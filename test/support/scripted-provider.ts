import {
  type EnhanceInput,
  type Extraction,
  PromptProvider,
  type ProviderContext,
  type UpdateInput,
  type UpdateProposal,
  type Variation,
  type VaryInput,
} from '../../src/features/prompts/provider/prompt-provider.port.js';

/** What a provider is to answer; whatever is not said is a fault of the test. */
export interface Script {
  extract?: (prompt: string) => Extraction;
  enhance?: (input: EnhanceInput) => string;
  update?: (input: UpdateInput) => UpdateProposal;
  vary?: (input: VaryInput) => Variation[];
}

/** A language model that says what the test wants; it may throw, or hang until it is aborted. */
export class ScriptedProvider extends PromptProvider {
  readonly name = 'openai';
  readonly calls: string[] = [];
  /** While set, every call waits for its signal. */
  isHanging = false;

  constructor(public script: Script = {}) {
    super();
  }

  extract(prompt: string, context: ProviderContext): Promise<Extraction> {
    return this.#answer('extract', context, () => this.script.extract?.(prompt));
  }

  enhance(input: EnhanceInput, context: ProviderContext): Promise<string> {
    return this.#answer('enhance', context, () => this.script.enhance?.(input));
  }

  update(input: UpdateInput, context: ProviderContext): Promise<UpdateProposal> {
    return this.#answer('update', context, () => this.script.update?.(input));
  }

  vary(input: VaryInput, context: ProviderContext): Promise<Variation[]> {
    return this.#answer('vary', context, () => this.script.vary?.(input));
  }

  async #answer<T>(name: string, { signal }: ProviderContext, make: () => T | undefined): Promise<T> {
    this.calls.push(name);
    if (this.isHanging)
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    const answer = make();
    if (answer === undefined) throw new Error(`the script has no answer for ${name}`);
    return answer;
  }
}
