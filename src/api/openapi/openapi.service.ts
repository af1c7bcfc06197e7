import { Injectable } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { parametersJsonSchema } from '../../features/sessions/index.js';
import { PARAMETERS } from '../prompts/prompt.body.js';
import { VERSION } from '../system/version.js';
import { applyOperation } from '../../platform/http/openapi/apply-operation.js';
import { applyDescriptions, TAGS, takeOperations } from '../../platform/http/openapi/describe.js';
import { DetailBody, ProblemBody } from '../../platform/http/openapi/error.body.js';

/** The OpenAPI document, made when somebody asks for it the first time. */
@Injectable()
export class OpenApiService {
  #app: INestApplication | undefined;
  #json: Promise<string> | undefined;

  /** Called once by the composition: the document is read off the finished application. */
  bind(app: INestApplication): void {
    this.#app = app;
  }

  json(): Promise<string> {
    this.#json ??= this.#build();
    return this.#json;
  }

  async #build(): Promise<string> {
    if (this.#app === undefined) throw new Error('the application is not bound');
    const swagger = await import('@nestjs/swagger');
    applyDescriptions(swagger);
    for (const operation of takeOperations()) applyOperation(swagger, operation);
    const builder = new swagger.DocumentBuilder()
      .setTitle('Reelsmith')
      .setDescription('A prompt-tuning portal with batch multi-GPU video generation')
      .setVersion(VERSION)
      .addBearerAuth()
      .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'apiKey');
    for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
    const document = swagger.SwaggerModule.createDocument(this.#app, builder.build(), {
      extraModels: [ProblemBody, DetailBody],
      autoTagControllers: false,
    });
    // Read off the schema that checks them, so that the two cannot differ.
    Object.assign((document.components ??= {}).schemas ?? {}, { [PARAMETERS]: parametersJsonSchema() });
    return JSON.stringify(document);
  }
}
