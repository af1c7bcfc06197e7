import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { ERROR_CATALOGUE, type ErrorCode } from '../../../kernel/errors.js';
import {
  type DescribedOperation,
  type ErrorDescription,
  type OperationDescription,
  OTHER_ANSWERS,
  type Swagger,
} from './describe.js';
import { DetailBody, ProblemBody } from './error.body.js';

const SECURITY = ['bearer', 'apiKey'];

/** Turns our description of a route into the decorators of Nest's Swagger module, and applies them. */
export function applyOperation(swagger: Swagger, operation: DescribedOperation): void {
  const { target, key, descriptor, description } = operation;
  const decorators = decoratorsFor(swagger, description, readsBody(descriptor));
  for (const decorate of decorators) decorate(target, key, descriptor);
}

/** A body is read wherever one may be sent, also where nobody has a use for it. */
function readsBody({ value }: PropertyDescriptor): boolean {
  const method: unknown = Reflect.getMetadata(METHOD_METADATA, value as object);
  return method !== RequestMethod.GET;
}

function decoratorsFor(
  swagger: Swagger,
  description: OperationDescription,
  hasBody: boolean,
): MethodDecorator[] {
  const { ApiTags, ApiOperation, ApiBody, ApiConsumes, ApiHeader, ApiParam, ApiQuery, ApiSecurity } = swagger;
  const text = description.description === undefined ? {} : { description: description.description };
  const decorators: MethodDecorator[] = [
    ApiTags(description.tag),
    ApiOperation({ summary: description.summary, ...text }),
    ...(description.answer === undefined ? [] : [swagger.ApiExtraModels(description.answer)]),
    answerDecorator(swagger, description),
    ...otherAnswerDecorators(swagger, description),
    ...errorDecorators(swagger, description, hasBody),
  ];
  if (description.body !== undefined) decorators.push(ApiBody({ type: description.body }));
  if (description.consumes !== undefined) decorators.push(ApiConsumes(...description.consumes));
  if (description.takesFile === true) decorators.push(...fileDecorators(swagger));
  for (const name of description.params ?? []) decorators.push(ApiParam({ name, type: String }));
  for (const query of description.query ?? []) decorators.push(ApiQuery({ ...query, required: false }));
  if (description.takesIdempotencyKey === true) {
    decorators.push(
      ApiHeader({
        name: 'Idempotency-Key',
        required: false,
        description:
          'The same key with the same body gives the first answer again, for 24 hours; 1 to 255 characters',
      }),
    );
  }
  if (description.open !== true) decorators.push(...SECURITY.map((name) => ApiSecurity(name)));
  return decorators;
}

/** As a form, which is what pages and most clients send; the bare bytes are taken as well. */
function fileDecorators({ ApiBody, ApiConsumes }: Swagger): MethodDecorator[] {
  const file = { type: 'string', format: 'binary' };
  return [
    ApiConsumes('multipart/form-data', 'application/octet-stream'),
    ApiBody({ schema: { type: 'object', properties: { file }, required: ['file'] } }),
  ];
}

function answerDecorator(
  { ApiResponse, getSchemaPath }: Swagger,
  { answer, file, status }: OperationDescription,
): MethodDecorator {
  const base = { status: status ?? 200, description: 'Success' };
  if (file === undefined) return ApiResponse(answer === undefined ? base : { ...base, type: answer });
  const format = file.startsWith('text/') || file.includes('json') ? {} : { format: 'binary' };
  const content = { [file]: { schema: { type: 'string', ...format } } };
  const json =
    answer === undefined ? {} : { 'application/json': { schema: { $ref: getSchemaPath(answer) } } };
  return ApiResponse({ ...base, content: { ...content, ...json } });
}

function otherAnswerDecorators(
  { ApiResponse }: Swagger,
  { alsoAnswers = [], file }: OperationDescription,
): MethodDecorator[] {
  return alsoAnswers.map((status) => {
    const base = { status, description: OTHER_ANSWERS[status] };
    if (status !== 206 || file === undefined) return ApiResponse(base);
    return ApiResponse({ ...base, content: { [file]: { schema: { type: 'string', format: 'binary' } } } });
  });
}

/** Of everything that is sent, before a handler sees it. */
const BODY_ERRORS = ['malformed_body', 'body_too_large', 'unsupported_media_type'] as const;

function errorDecorators(
  swagger: Swagger,
  description: OperationDescription,
  hasBody: boolean,
): MethodDecorator[] {
  const codes = new Set<ErrorCode>([
    ...(description.open === true ? [] : (['unauthenticated'] as const)),
    ...(description.errors ?? []),
    ...(hasBody ? BODY_ERRORS : []),
    // The Host of every request is looked at, and nothing is without faults.
    'forbidden_origin',
    'internal',
  ]);
  const { type, body, statusOf } = errorFormat(description.errorShape);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const status = statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const texts = [...byStatus].map(
    ([status, names]) =>
      [status, names.map((code) => `${code}: ${ERROR_CATALOGUE[code].title}`).join('; ')] as const,
  );
  const own = Object.entries(description.ownErrors ?? {}).map(
    ([status, said]) => [Number(status), said] as const,
  );
  const answers = [...new Map([...texts, ...own])].map(([status, said]) =>
    swagger.ApiResponse({
      status,
      description: said,
      content: { [type]: { schema: { $ref: swagger.getSchemaPath(body) } } },
    }),
  );
  return [swagger.ApiExtraModels(body), ...answers];
}

function errorFormat(shape: OperationDescription['errorShape']): ErrorDescription & { type: string } {
  const statusOf = (code: ErrorCode) => ERROR_CATALOGUE[code].status;
  if (typeof shape === 'object') return { ...shape, type: 'application/json' };
  if (shape === 'detail') return { type: 'application/json', body: DetailBody, statusOf };
  return { type: 'application/problem+json', body: ProblemBody, statusOf };
}
