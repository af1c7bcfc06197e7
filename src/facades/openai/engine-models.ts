import { Injectable } from '@nestjs/common';
import { EnginesService, type EngineView } from '../../features/engines/index.js';
import { OpenAiError } from './openai-error.js';

export interface EngineModel {
  /** Name and version, as the engine tells it. */
  id: string;
  /** As in `ENGINES`. */
  engine: string;
}

/** Names that clients of OpenAI have in their code: no wish for an engine of ours. */
const OPENAI_MODELS = /^(sora|gpt-image|chatgpt-image|dall-e)-/;

/** The models that the engines really have. */
@Injectable()
export class EngineModels {
  constructor(private readonly engines: EnginesService) {}

  /** In the order of `ENGINES`; a model that several engines have is there once. */
  list(): EngineModel[] {
    const models = new Map<string, EngineModel>();
    for (const { name, capabilities } of this.engines.list()) {
      if (!models.has(capabilities.model))
        models.set(capabilities.model, { id: capabilities.model, engine: name });
    }
    return [...models.values()];
  }

  /** @throws OpenAiError model_not_found */
  get(id: string): EngineModel {
    return this.list().find((model) => model.id === id) ?? refuse(id, this.list());
  }

  /** The model of an engine; undefined if there is no such engine (any more). */
  readonly modelOf = (engine: string): string | undefined =>
    this.engines.list().find(({ name }) => name === engine)?.capabilities.model;

  /**
   * The engines that a request may go to, by the model that it names: one of ours, or the name of an engine. OpenAI's
   * own names stand for any, so that clients that have one in their code work as they are.
   * @throws OpenAiError model_not_found
   */
  enginesFor(model: string | undefined): readonly EngineView[] {
    const all = this.engines.list();
    if (model === undefined || model === '') return all;
    const named = all.filter(({ name, capabilities }) => capabilities.model === model || name === model);
    if (named.length > 0) return named;
    return OPENAI_MODELS.test(model) ? all : refuse(model, this.list());
  }
}

function refuse(id: string, models: readonly EngineModel[]): never {
  const names = models.map((model) => `'${model.id}'`).join(', ');
  throw new OpenAiError(`The model '${id.slice(0, 100)}' does not exist. Models of this server: ${names}.`, {
    status: 404,
    code: 'model_not_found',
    param: 'model',
  });
}
