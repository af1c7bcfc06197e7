import type { ApiPropertyOptions } from '@nestjs/swagger';
import type { ErrorCode } from '../../../kernel/errors.js';

export type Swagger = typeof import('@nestjs/swagger');

/**
 * Descriptions wait here until somebody asks for the OpenAPI document: loading Nest's Swagger module takes longer
 * than everything else that the HTTP interfaces need, and most runs never need it.
 */
const waiting: ((swagger: Swagger) => void)[] = [];

/** Attaches all descriptions that were declared since the last call. */
export function applyDescriptions(swagger: Swagger): void {
  for (const apply of waiting.splice(0)) apply(swagger);
}

/** Describes a field of a request or response, as `@ApiProperty` does. */
export function Field(options: ApiPropertyOptions = {}): PropertyDecorator {
  return (target, key) => {
    waiting.push((swagger) => {
      refuseSameName(target.constructor);
      swagger.ApiProperty(options)(target, key);
    });
  };
}

const described = new Map<string, object>();

/** Two bodies of one name would be one schema of the document, and one of them a lie. */
function refuseSameName(body: object & { name: string }): void {
  const known = described.get(body.name) ?? body;
  if (known !== body) throw new Error(`two bodies of the interface are called ${body.name}`);
  described.set(body.name, body);
}

export const TAGS = {
  video: 'Video generation, as in World Model Portal',
  prompts: 'Prompt tuning, as in World Model Portal',
  jobs: 'Single generations',
  batches: 'Groups of 1 to 8 generations',
  inputs: 'Files to start from',
  machines: 'Engines and devices',
  system: 'The server itself',
  lightx2v: "Tasks, as LightX2V's server has them",
  'wan-server': 'Video jobs and models, as in Wan2.1 Video Server',
  'wan-queue': 'A queue of video tasks, as in Wan Diffusers Video Generation API',
  infinitetalk: "Talking portraits, as InfiniteTalk's server has them",
  openai: "Videos, images and models, as in OpenAI's API",
} as const;

export const OTHER_ANSWERS = {
  206: 'The range that was asked for',
  302: 'It is in object storage, at this address for a while',
  304: 'The client has it as it is',
} as const;

/** Of a route to a finished file. */
export const STORED_FILE = [206, 302, 304] as const;

/** How an interface that speaks another server's language writes its errors down. */
export interface ErrorDescription {
  /** Class of the JSON body. */
  body: new () => object;
  /** The status that it gives an error of the catalogue. */
  statusOf: (code: ErrorCode) => number;
}

export interface OperationDescription {
  tag: keyof typeof TAGS;
  summary: string;
  description?: string;
  /** Class of the JSON body. */
  body?: new () => object;
  /** Content types that the body may have, where that is not JSON alone. */
  consumes?: readonly string[];
  /** The body is one file. */
  takesFile?: boolean;
  /** Class of the JSON answer; beside `file`, of the other answer that there may be. */
  answer?: new () => object;
  /** Content type of an answer that is not JSON. */
  file?: string;
  status?: 101 | 200 | 201 | 202;
  /** Answers beside that one which are no errors: to a range, to a client that has the file, or that is sent elsewhere. */
  alsoAnswers?: readonly (keyof typeof OTHER_ANSWERS)[];
  query?: readonly QueryDescription[];
  params?: readonly string[];
  takesIdempotencyKey?: boolean;
  errors?: readonly ErrorCode[];
  /** Statuses of errors that only this interface has, and what they say. */
  ownErrors?: Readonly<Record<number, string>>;
  /** How errors are written; `detail` is FastAPI's way. */
  errorShape?: 'problem' | 'detail' | ErrorDescription;
  /** Needs no API key. */
  open?: boolean;
}

export interface QueryDescription {
  name: string;
  description: string;
  type: 'string' | 'integer' | 'number' | 'boolean';
  example?: string | number | boolean;
}

/** Describes one route. */
export function Operation(description: OperationDescription): MethodDecorator {
  return (target, key, descriptor) => {
    waiting.push(() => {
      OPERATIONS.push({ target, key, descriptor, description });
    });
  };
}

export interface DescribedOperation {
  target: object;
  key: string | symbol;
  descriptor: PropertyDescriptor;
  description: OperationDescription;
}

const OPERATIONS: DescribedOperation[] = [];

export function takeOperations(): DescribedOperation[] {
  return OPERATIONS.splice(0);
}
