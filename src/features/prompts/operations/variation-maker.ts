import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../kernel/errors.js';
import type { SessionId } from '../../../kernel/ids.js';
import { type FieldPath, type Revision, SessionsService } from '../../sessions/index.js';
import type { Caller, Maker, PromptVariation, VariationRequest, VariationSet } from '../prompts.types.js';
import type { VaryInput, Variation } from '../provider/prompt-provider.port.js';
import { wordDiff } from '../text-diff.js';
import { DistinctPrompts } from './distinct.js';
import { TemplatesService } from '../templates/index.js';
import { filled } from './filled-prompt.js';
import { protectedTexts } from './protected.js';
import { ProviderCalls } from './provider-calls.js';
import { readPrompt } from './reading.js';
import { noPrompt, promptOf, refuseIfGone } from './session-steps.js';
import { revisionOf } from './variation-keeper.js';
import { checkVariation, type VariationRules } from './variation-checks.js';

/** Rounds in which the builtin provider is asked for what is still missing, each with a seed of its own. */
const MOST_ROUNDS = 6;

/** Makes prompts of which no two are the same, all with the core of the first one. */
@Injectable()
export class VariationMaker {
  constructor(
    private readonly calls: ProviderCalls,
    private readonly sessions: SessionsService,
    private readonly templates: TemplatesService,
  ) {}

  /** @throws DomainError no_session, no_prompt, no_such_index, too_few_variations, provider_failed, ... */
  async make(caller: Caller, id: SessionId | undefined, request: VariationRequest): Promise<VariationSet> {
    const { session, head } = await promptOf(this.sessions, caller.owner, id);
    const { revision: wanted } = request;
    const selected =
      wanted === undefined
        ? selectedOf(this.sessions.path(session), request.selectedIndices)
        : [revisionOf(session, wanted)];
    const [base] = selected;
    if (base === undefined) throw noPrompt(session.id);
    const { locks } = wanted === undefined ? head : base;
    const distinct = new DistinctPrompts();
    const kept = selected.filter(({ prompt }) => distinct.add(prompt)).slice(0, request.total);
    const draft = new Draft(distinct, request.total - kept.length, base);
    if (draft.missing > 0) await this.#fill(draft, caller, { kept, locks }, request);
    refuseIfGone(caller);
    if (draft.missing > 0) throw tooFew(request.total, kept.length + draft.made.length);
    return { variations: [...kept.map(asSelected), ...draft.made], warnings: draft.warnings() };
  }

  async #fill(
    draft: Draft,
    caller: Caller,
    { kept, locks }: { kept: readonly Revision[]; locks: readonly FieldPath[] },
    request: VariationRequest,
  ): Promise<void> {
    const { base } = draft;
    const { prompt } = await filled(this.templates, caller.owner, base.prompt, request);
    const { firstNames } = await readPrompt(prompt);
    const wanted = protectedTexts(prompt, base.parameters, firstNames);
    const rules = { base: { ...base, prompt, locks }, wanted, fields: request.fields };
    const input = {
      prompts: [prompt, ...kept.slice(1).map((revision) => revision.prompt)],
      parameters: base.parameters,
      fields: request.fields,
      locks,
      protectedTexts: wanted.map(({ text }) => text),
    };
    const first = await this.calls.ask(
      (provider, context) => provider.vary({ ...input, count: draft.missing, seed: request.seed }, context),
      caller.signal,
    );
    draft.take(first.value, rules, first);
    await this.#fillUp(draft, rules, { ...input, seed: request.seed, count: 0 }, caller);
  }

  /** Never padded: whatever is still missing are variations of the builtin provider's, or there are too few. */
  async #fillUp(draft: Draft, rules: VariationRules, input: VaryInput, { signal }: Caller): Promise<void> {
    const { offline } = this.calls;
    const maker: Maker = { provider: offline.name, degraded: !draft.isBy(offline.name) };
    for (let round = 1; round <= MOST_ROUNDS && draft.missing > 0 && !signal.aborted; round += 1) {
      const seed = (input.seed + round * 7919) % 2 ** 32;
      const count = Math.min(20, draft.missing * 2);
      draft.take(await offline.vary({ ...input, count, seed }, { signal }), rules, maker);
    }
  }
}

/** The variations so far. */
class Draft {
  readonly made: PromptVariation[] = [];
  readonly #problems: string[] = [];
  #first: Maker | undefined;

  constructor(
    private readonly distinct: DistinctPrompts,
    private readonly wanted: number,
    readonly base: Revision,
  ) {}

  get missing(): number {
    return Math.max(0, this.wanted - this.made.length);
  }

  isBy(provider: Maker['provider']): boolean {
    return this.#first?.provider === provider;
  }

  take(candidates: readonly Variation[], rules: VariationRules, { provider, degraded }: Maker): void {
    this.#first ??= { provider, degraded };
    for (const candidate of candidates) {
      if (this.missing === 0) return;
      const checked = checkVariation(candidate, rules);
      if ('problem' in checked) this.#problems.push(checked.problem);
      else if (!this.distinct.add(checked.prompt)) this.#problems.push('was there already');
      else {
        const diff = wordDiff(this.base.prompt, checked.prompt);
        this.made.push({ ...checked, base: this.base, isSelected: false, diff, provider, degraded });
      }
    }
  }

  /** Of what a language model proposed; that rules propose more than they need is nobody's concern. */
  warnings(): string[] {
    const filledUp = this.made.filter(({ degraded }) => degraded).length;
    if (filledUp === 0) return [];
    const reasons = [...new Set(this.#problems)].slice(0, 5).join('; ');
    return [
      `The language model gave too few usable variations${reasons === '' ? '' : ` (one ${reasons})`}: ` +
        `${filledUp} are by the builtin provider.`,
    ];
  }
}

/** @throws DomainError no_such_index */
export function selectedOf(path: readonly Revision[], indices: readonly number[]): Revision[] {
  return indices.map((index) => {
    const revision = index < 0 ? undefined : path[index];
    if (revision !== undefined) return revision;
    const message = `Invalid prompt index: ${index}. Valid range is 0-${path.length - 1}.`;
    throw new DomainError('no_such_index', message);
  });
}

function asSelected(revision: Revision): PromptVariation {
  const { prompt, parameters } = revision;
  const diff = wordDiff(prompt, prompt);
  return { prompt, parameters, base: revision, isSelected: true, diff, provider: 'builtin', degraded: false };
}

function tooFew(wanted: number, found: number): DomainError {
  return new DomainError(
    'too_few_variations',
    `There are only ${found} different prompts that keep what this one is about, not ${wanted}. ` +
      'Ask for fewer, let more fields vary, or unlock some.',
  );
}
