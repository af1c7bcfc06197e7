import { Controller, Get, Param } from '@nestjs/common';
import { Field, Operation } from '../../platform/http/openapi/describe.js';
import { type EngineModel, EngineModels } from './engine-models.js';
import { OPENAI_ERRORS } from './error.body.js';

class ModelBody {
  @Field({ type: String, description: 'Name and version' }) id: string;
  @Field({ type: String, enum: ['model'] }) object: 'model';
  @Field({ type: 'integer', description: 'Always 0: engines do not tell when their model was made' })
  created: number;
  @Field({ type: String, description: 'The engine that has it' }) owned_by: string;
}

class ModelListBody {
  @Field({ type: String, enum: ['list'] }) object: 'list';
  @Field({ type: [ModelBody] }) data: ModelBody[];
}

/** The models of the engines. */
@Controller('v1/models')
export class ModelsController {
  constructor(private readonly models: EngineModels) {}

  @Get()
  @Operation({
    tag: 'openai',
    summary: 'The models of the engines',
    answer: ModelListBody,
    errorShape: OPENAI_ERRORS,
  })
  list(): ModelListBody {
    return { object: 'list', data: this.models.list().map(toModelBody) };
  }

  @Get(':model')
  @Operation({
    tag: 'openai',
    summary: 'One model',
    answer: ModelBody,
    errors: ['not_found'],
    errorShape: OPENAI_ERRORS,
  })
  get(@Param('model') id: string): ModelBody {
    return toModelBody(this.models.get(id));
  }
}

function toModelBody({ id, engine }: EngineModel): ModelBody {
  return { id, object: 'model', created: 0, owned_by: engine };
}
