import type {
  PromptProvider,
  ProviderContext,
} from '../../src/features/prompts/provider/prompt-provider.port.ts';
import type { Revision } from '../../src/features/sessions/index.ts';
import { load } from '../support/build.ts';
import type { EditAnswer, FieldAccess } from './edits.ts';
import type { LabelledEdit } from './items.ts';

/** The compiled parts of the product that the evaluation runs. */
export interface Product {
  provider: PromptProvider;
  fields: FieldAccess;
  /** As an update of a session does it, checks and all. */
  update: (edit: LabelledEdit) => Promise<EditAnswer>;
}

type Sessions = typeof import('../../src/features/sessions/index.js');
type Guards = typeof import('../../src/features/prompts/operations/update-guards.js');
type Protection = typeof import('../../src/features/prompts/operations/protected.js');
type Reading = typeof import('../../src/features/prompts/operations/reading.js');
type Offline = import('../../src/features/prompts/operations/offline-language.port.js').OfflineLanguage;

export const context: ProviderContext = { signal: new AbortController().signal };

/** Undefined where the build has no such module yet. */
export async function loadIfThere<Module>(path: string): Promise<Module | undefined> {
  try {
    return await load<Module>(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** @throws Error where the build has no such provider */
export async function loadProduct(name: string): Promise<Product> {
  const { FIELD_PATHS, fieldValue, withField, parametersSchema } = await load<Sessions>(
    'features/sessions/index.js',
  );
  const builtin = await loadIfThere<{ BuiltinProvider: new () => Offline }>(
    'features/prompts/builtin/builtin.provider.js',
  );
  if (builtin === undefined) throw new Error('this build has no builtin provider yet');
  const offline = new builtin.BuiltinProvider();
  const provider = name === 'builtin' ? offline : await loadOpenAi();
  const guards = await load<Guards>('features/prompts/operations/update-guards.js');
  const { protectedTexts } = await load<Protection>('features/prompts/operations/protected.js');
  const { readPrompt } = await load<Reading>('features/prompts/operations/reading.js');
  const plain = await load<{ sayPlain: (parameters: Revision['parameters']) => string }>(
    'features/prompts/operations/plain-text.js',
  );
  const parse = (value: unknown) => parametersSchema.parse(value);
  return {
    provider,
    fields: { paths: FIELD_PATHS, get: fieldValue, set: withField, parse },
    update: async ({ prompt, parameters, request, locks }) => {
      const head = { prompt, parameters, locks, sources: {} } as unknown as Revision;
      const { firstNames } = await readPrompt(prompt);
      const wanted = protectedTexts(prompt, parameters, firstNames);
      const task = { head, request, wanted };
      return guards.settledUpdate(provider, task, { offline, say: plain.sayPlain }, context);
    },
  };
}

/** As the portal sets it up from the environment. */
async function loadOpenAi(): Promise<PromptProvider> {
  const module = await loadIfThere<{ openAiProviderFrom?: () => PromptProvider }>(
    'features/prompts/openai/index.js',
  );
  if (module?.openAiProviderFrom === undefined) throw new Error('this build has no openai provider yet');
  return module.openAiProviderFrom();
}
