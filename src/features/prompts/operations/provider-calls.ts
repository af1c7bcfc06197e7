import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/index.js';
import { PromptProvider, type ProviderContext, ProviderError } from '../provider/prompt-provider.port.js';
import { OfflineLanguage } from './offline-language.port.js';
import { toDomainFailure } from './provider-failure.js';

export interface Provided<T> {
  value: T;
  /** Who really did it. */
  provider: PromptProvider['name'];
  /** True where the builtin provider stood in for one that failed. */
  degraded: boolean;
}

/** Asks the provider of the settings; where `PROMPT_FALLBACK` says so, the builtin one after a failure. */
@Injectable()
export class ProviderCalls {
  readonly #logger = new Logger(ProviderCalls.name);

  constructor(
    private readonly provider: PromptProvider,
    readonly offline: OfflineLanguage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws DomainError provider_failed, provider_limited, provider_timeout, client_closed */
  async ask<T>(
    work: (provider: PromptProvider, context: ProviderContext) => Promise<T>,
    signal: AbortSignal,
  ): Promise<Provided<T>> {
    try {
      signal.throwIfAborted();
      const value = await work(this.provider, { signal });
      return { value, provider: this.provider.name, degraded: false };
    } catch (error) {
      const failure = toDomainFailure(error, signal);
      if (!(error instanceof ProviderError) || signal.aborted) throw failure;
      this.#logger.warn({ err: error, kind: error.kind }, 'the prompt provider failed');
      if (!this.hasStandIn) throw failure;
      return { value: await work(this.offline, { signal }), provider: this.offline.name, degraded: true };
    }
  }

  /** Whether the builtin provider steps in for the one that failed. */
  get hasStandIn(): boolean {
    return this.config.promptFallback === 'builtin' && this.provider.name !== this.offline.name;
  }
}
