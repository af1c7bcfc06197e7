import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FieldPath, Parameters } from '../../sessions/index.js';
import { type NamedUpdate, OfflineLanguage } from '../operations/offline-language.port.js';
import type {
  EnhanceInput,
  Extraction,
  ProviderContext,
  UpdateInput,
  UpdateProposal,
  Variation,
  VaryInput,
} from '../provider/prompt-provider.port.js';
import { assertBounded, InlineRunner, type LanguageRunner, ThreadRunner } from './language-thread.js';
import type { Answer, Operation } from './operations.js';

/** By rules, without a network, and the same every time. The work is done in a thread of its own. */
@Injectable()
export class BuiltinProvider extends OfflineLanguage implements OnModuleDestroy {
  readonly name = 'builtin';
  /** A worker runs plain JavaScript; from the TypeScript sources the work is done in this thread. */
  readonly #runner: LanguageRunner = import.meta.url.endsWith('.ts')
    ? new InlineRunner()
    : new ThreadRunner(new URL('builtin.worker.js', import.meta.url));

  async onModuleDestroy(): Promise<void> {
    await this.#runner.stop();
  }

  async extract(prompt: string, context: ProviderContext): Promise<Extraction> {
    assertBounded([prompt]);
    return (await this.#run({ kind: 'extract', prompt }, context)) as Extraction;
  }

  async enhance({ prompt, protectedTexts }: EnhanceInput, context: ProviderContext): Promise<string> {
    assertBounded([prompt]);
    return (await this.#run({ kind: 'enhance', input: { prompt, protectedTexts } }, context)) as string;
  }

  async update(input: UpdateInput, context: ProviderContext): Promise<UpdateProposal> {
    assertBounded([input.prompt, input.request]);
    return (await this.#run({ kind: 'update', input }, context)) as UpdateProposal;
  }

  /** One message to the thread and back instead of two, each of which may take as long as the work. */
  override async updateNaming(input: UpdateInput, context: ProviderContext): Promise<NamedUpdate> {
    assertBounded([input.prompt, input.request]);
    return (await this.#run({ kind: 'updateNaming', input }, context)) as NamedUpdate;
  }

  async vary(input: VaryInput, context: ProviderContext): Promise<Variation[]> {
    assertBounded(input.prompts);
    return (await this.#run({ kind: 'vary', input }, context)) as Variation[];
  }

  /** The fields that a request in plain words names; nothing else may change, whoever carries it out. */
  async namedFields(request: string, parameters: Parameters): Promise<FieldPath[]> {
    assertBounded([request]);
    return (await this.#runner.run({ kind: 'namedFields', request, parameters })) as FieldPath[];
  }

  async #run(operation: Operation, { signal }: ProviderContext): Promise<Answer> {
    signal.throwIfAborted();
    const answer = await this.#runner.run(operation, signal);
    signal.throwIfAborted();
    return answer;
  }
}
