import { Injectable } from '@nestjs/common';
import type { SessionId } from '../../kernel/ids.js';
import { PromptEditor } from './operations/prompt-editor.js';
import { PromptEnhancer } from './operations/prompt-enhancer.js';
import { PromptInitializer } from './operations/prompt-initializer.js';
import { type RenderedPrompt, PromptRenderer, type RenderRequest } from './operations/prompt-renderer.js';
import { PromptRewriter } from './operations/prompt-rewriter.js';
import { PromptUpdater } from './operations/prompt-updater.js';
import { VariationMaker } from './operations/variation-maker.js';
import type {
  Caller,
  EditRequest,
  EnhanceRequest,
  InitializeRequest,
  PromptEnhancement,
  PromptState,
  VariationRequest,
  VariationSet,
} from './prompts.types.js';

/**
 * The prompt agent. Whoever does the language work, what comes back was checked by code: protected texts stand,
 * locked fields stay, and nothing changed that nobody asked for.
 */
@Injectable()
export class PromptsService {
  constructor(
    private readonly enhancer: PromptEnhancer,
    private readonly initializer: PromptInitializer,
    private readonly updater: PromptUpdater,
    private readonly editor: PromptEditor,
    private readonly rewriter: PromptRewriter,
    private readonly variationMaker: VariationMaker,
    private readonly renderer: PromptRenderer,
  ) {}

  /** A richer prompt; the same one where it has more than 50 words, or nothing can be added. */
  enhance(caller: Caller, request: EnhanceRequest): Promise<PromptEnhancement> {
    return this.enhancer.enhance(caller, request);
  }

  /** Begins a history with a prompt and the parameters that are read off it. */
  initialize(caller: Caller, request: InitializeRequest): Promise<PromptState> {
    return this.initializer.initialize(caller, request);
  }

  /** Changes what a request in plain words names, and nothing else. Nothing named: nothing changes. */
  update(caller: Caller, id: SessionId | undefined, request: string): Promise<PromptState> {
    return this.updater.update(caller, id, request);
  }

  /** Changes fields and locks by hand; the text follows. */
  edit(caller: Caller, id: SessionId, request: EditRequest): Promise<PromptState> {
    return this.editor.edit(caller, id, request);
  }

  /** Takes a text written by hand; the fields that the rewriting touched follow it. */
  rewrite(caller: Caller, id: SessionId, prompt: string): Promise<PromptState> {
    return this.rewriter.rewrite(caller, id, prompt);
  }

  /** Exactly as many different prompts as asked for, or an error. Nothing is recorded. */
  variations(caller: Caller, id: SessionId | undefined, request: VariationRequest): Promise<VariationSet> {
    return this.variationMaker.make(caller, id, request);
  }

  /** The prompt as one model wants it. */
  render(caller: Caller, id: SessionId, request: RenderRequest): Promise<RenderedPrompt> {
    return this.renderer.render(caller, id, request);
  }
}
