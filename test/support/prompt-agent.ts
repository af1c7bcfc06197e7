import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { type Config, ConfigModule, loadConfig } from '../../src/config/index.js';
import { PromptsModule, PromptsService, SessionPromptSource } from '../../src/features/prompts/index.js';
import { OfflineLanguage } from '../../src/features/prompts/operations/offline-language.port.js';
import { PromptProvider } from '../../src/features/prompts/provider/prompt-provider.port.js';
import { SessionsService } from '../../src/features/sessions/index.js';
import { PlatformModule } from '../../src/platform/platform.module.js';

export interface PromptAgent extends AsyncDisposable {
  prompts: PromptsService;
  source: SessionPromptSource;
  sessions: SessionsService;
}

export interface PromptAgentOptions {
  provider: PromptProvider;
  /** Instead of the builtin provider. */
  offline?: OfflineLanguage;
  config?: Partial<Config>;
}

/** The prompt agent over real sessions in a folder of its own, with a provider of the test's making. */
export async function promptAgent({ provider, offline, config }: PromptAgentOptions): Promise<PromptAgent> {
  const folder = mkdtempSync(join(tmpdir(), 'reelsmith-agent-'));
  const settings = { ...loadConfig({ SESSIONS_DIR: join(folder, 'sessions') }), ...config };
  let builder = Test.createTestingModule({
    imports: [ConfigModule.with(settings), PlatformModule, PromptsModule],
  })
    .overrideProvider(PromptProvider)
    .useValue(provider);
  if (offline !== undefined) builder = builder.overrideProvider(OfflineLanguage).useValue(offline);
  const module = await builder.compile();
  // What goes wrong in these tests goes wrong on purpose.
  Logger.overrideLogger(false);
  return {
    prompts: module.get(PromptsService, { strict: false }),
    source: module.get(SessionPromptSource, { strict: false }),
    sessions: module.get(SessionsService, { strict: false }),
    async [Symbol.asyncDispose]() {
      await module.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
