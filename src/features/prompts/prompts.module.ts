import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { SessionsModule } from '../sessions/index.js';
import { OfflineLanguage } from './operations/offline-language.port.js';
import { PromptEditor } from './operations/prompt-editor.js';
import { PromptEnhancer } from './operations/prompt-enhancer.js';
import { PromptInitializer } from './operations/prompt-initializer.js';
import { PromptRenderer } from './operations/prompt-renderer.js';
import { PromptRewriter } from './operations/prompt-rewriter.js';
import { PromptUpdater } from './operations/prompt-updater.js';
import { ProviderCalls } from './operations/provider-calls.js';
import { BuiltinProvider } from './builtin/builtin.provider.js';
import { OpenAiProvider } from './openai/openai.provider.js';
import { SessionPromptSource } from './operations/session-prompts.js';
import { VariationKeeper } from './operations/variation-keeper.js';
import { VariationMaker } from './operations/variation-maker.js';
import { PromptsService } from './prompts.service.js';
import { PromptProvider } from './provider/prompt-provider.port.js';
import { TemplatesService, TemplateStore } from './templates/index.js';

@Module({
  imports: [SessionsModule],
  providers: [
    BuiltinProvider,
    { provide: OfflineLanguage, useExisting: BuiltinProvider },
    OpenAiProvider,
    {
      provide: PromptProvider,
      inject: [CONFIG, BuiltinProvider, OpenAiProvider],
      useFactory: (config: Config, builtin: BuiltinProvider, openai: OpenAiProvider): PromptProvider =>
        config.promptProvider === 'openai' ? openai : builtin,
    },
    TemplateStore,
    TemplatesService,
    ProviderCalls,
    PromptEnhancer,
    PromptInitializer,
    PromptUpdater,
    PromptEditor,
    PromptRewriter,
    PromptRenderer,
    VariationMaker,
    VariationKeeper,
    SessionPromptSource,
    PromptsService,
  ],
  exports: [PromptsService, SessionPromptSource, TemplatesService, SessionsModule],
})
export class PromptsModule {}
