import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/index.js';
import { Clock } from '../../../kernel/clock.js';
import { MetricsService } from '../../../platform/metrics/metrics.service.js';
import { emptyParameters, type FieldPath } from '../../sessions/index.js';
import {
  type EnhanceInput,
  type Extraction,
  PromptProvider,
  type ProviderContext,
  type UpdateInput,
  type UpdateProposal,
  type Variation,
  type VaryInput,
} from '../provider/prompt-provider.port.js';
import { CHANGES_ANSWER, FIELDS_ANSWER, PROMPT_ANSWER, UPDATE_ANSWER, VARIATIONS_ANSWER } from './answer.js';
import { ChatClient } from './chat-client.js';
import type { Deadline } from './deadline.js';
import { type FieldValues, statedFields, withFieldValues } from './field-values.js';
import { ENHANCE, EXTRACT, REGENERATE, UPDATE, UPDATE_FIELDS, VARY } from './instructions.js';
import { listing, sections } from './sections.js';
import { sourcesIn } from './stated-fields.js';
import { askFor } from './structured-call.js';

/** Room for a few dozen fields, and for models that think first. */
const BASE_TOKENS = 4096;
const MOST_TOKENS = 16_384;

/** Any OpenAI-compatible chat endpoint. What it answers is checked for its form here, for its sense by the service. */
@Injectable()
export class OpenAiProvider extends PromptProvider {
  readonly name = 'openai';
  readonly #models: Config['llm']['models'];
  #made: ChatClient | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly metrics: MetricsService,
    private readonly clock: Clock,
  ) {
    super();
    this.#models = config.llm.models;
  }

  async extract(prompt: string, { signal }: ProviderContext): Promise<Extraction> {
    using deadline = this.#client.deadline(signal);
    return await askFor(
      this.#client,
      {
        operation: 'extract',
        model: this.#models.extract,
        system: EXTRACT,
        user: sections({ PROMPT: prompt }),
        form: FIELDS_ANSWER,
        interpret: ({ fields }) => {
          const applied = withFieldValues(emptyParameters(), fields);
          if ('problems' in applied) return applied;
          return { ...applied, sources: sourcesIn(applied.parameters, prompt) };
        },
        maxTokens: tokensFor(prompt),
      },
      deadline,
    );
  }

  async enhance({ prompt, protectedTexts }: EnhanceInput, { signal }: ProviderContext): Promise<string> {
    using deadline = this.#client.deadline(signal);
    return await askFor(
      this.#client,
      {
        operation: 'enhance',
        model: this.#models.enhance,
        system: ENHANCE,
        user: sections({ PROMPT: prompt, VERBATIM: listing(protectedTexts) }),
        form: PROMPT_ANSWER,
        interpret: (answer) => answer.prompt,
        maxTokens: tokensFor(prompt),
      },
      deadline,
    );
  }

  /**
   * One call where the settings name the same model for both halves: a second one would send instructions, fields and
   * text again (some 600 tokens and a round trip) for the same answer.
   */
  async update(input: UpdateInput, { signal }: ProviderContext): Promise<UpdateProposal> {
    using deadline = this.#client.deadline(signal);
    return await (this.#models.update === this.#models.regenerate
      ? this.#updateAtOnce(input, deadline)
      : this.#updateInTwoSteps(input, deadline));
  }

  async vary(input: VaryInput, { signal }: ProviderContext): Promise<Variation[]> {
    using deadline = this.#client.deadline(signal);
    const { prompts, parameters, count, fields, locks } = input;
    const mayVary = (path: FieldPath) =>
      !locks.includes(path) && (fields.length === 0 || fields.includes(path));
    return await askFor(
      this.#client,
      {
        operation: 'vary',
        model: this.#models.vary,
        system: VARY,
        user: sections({
          PROMPTS: JSON.stringify(prompts),
          FIELDS: JSON.stringify(statedFields(parameters)),
          SETTINGS: JSON.stringify({ count, vary: fields }),
          LOCKED: listing(locks),
          VERBATIM: listing(input.protectedTexts),
        }),
        form: VARIATIONS_ANSWER,
        interpret: ({ variations }) => {
          const read = variations
            .slice(0, count)
            .map(({ prompt, changes }) => ({ prompt, ...withFieldValues(parameters, changes, mayVary) }));
          const whole = read.filter((variation) => 'parameters' in variation);
          const broken = read.find((variation) => 'problems' in variation);
          // A few good ones are worth more than another round for all.
          return whole.length === 0 && broken !== undefined ? { problems: broken.problems } : whole;
        },
        maxTokens: Math.min(count * tokensFor(prompts[0] ?? ''), MOST_TOKENS),
        seed: input.seed,
      },
      deadline,
    );
  }

  #updateAtOnce(input: UpdateInput, deadline: Deadline): Promise<UpdateProposal> {
    return askFor(
      this.#client,
      {
        operation: 'update',
        model: this.#models.update,
        system: UPDATE,
        user: sections(updateSections(input)),
        form: UPDATE_ANSWER,
        interpret: ({ changes, prompt, notes }) => {
          const applied = changed(input, changes);
          return 'problems' in applied ? applied : { ...applied, prompt, changes: notes };
        },
        maxTokens: tokensFor(input.prompt),
      },
      deadline,
    );
  }

  async #updateInTwoSteps(input: UpdateInput, deadline: Deadline): Promise<UpdateProposal> {
    const step = await askFor(
      this.#client,
      {
        operation: 'update',
        model: this.#models.update,
        system: UPDATE_FIELDS,
        user: sections(updateSections(input)),
        form: CHANGES_ANSWER,
        interpret: ({ changes, notes }) => {
          const applied = changed(input, changes);
          return 'problems' in applied ? applied : { ...applied, changes, notes };
        },
        maxTokens: tokensFor(''),
      },
      deadline,
    );
    const { parameters, notes } = step;
    const changes = step.changes.filter(({ field }) => !input.locks.includes(field));
    if (changes.length === 0) return { parameters, prompt: input.prompt, changes: notes };
    const prompt = await askFor(
      this.#client,
      {
        operation: 'regenerate',
        model: this.#models.regenerate,
        system: REGENERATE,
        user: sections({
          PROMPT: input.prompt,
          CHANGES: JSON.stringify(changes),
          REQUEST: input.request,
          VERBATIM: listing(input.protectedTexts),
        }),
        form: PROMPT_ANSWER,
        interpret: (answer) => answer.prompt,
        maxTokens: tokensFor(input.prompt),
      },
      deadline,
    );
    return { parameters, prompt, changes: notes };
  }

  /** Made when first needed, so that a portal whose settings name no language model starts all the same. */
  get #client(): ChatClient {
    this.#made ??= new ChatClient(this.config.llm, this.metrics, this.clock);
    return this.#made;
  }
}

function changed({ parameters, locks }: UpdateInput, changes: FieldValues) {
  return withFieldValues(parameters, changes, (path) => !locks.includes(path));
}

function updateSections(input: UpdateInput) {
  return {
    PROMPT: input.prompt,
    FIELDS: JSON.stringify(statedFields(input.parameters)),
    LOCKED: listing(input.locks),
    VERBATIM: listing(input.protectedTexts),
    REQUEST: input.request,
  };
}

/** A token is seldom less than a character. */
function tokensFor(prompt: string): number {
  return Math.min(BASE_TOKENS + prompt.length, MOST_TOKENS);
}
