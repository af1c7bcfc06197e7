import { IsIn, IsOptional, ValidateBy } from 'class-validator';
import type { ConditioningInput, InputRole } from '../../features/engines/index.js';
import { isRecord } from '../../platform/http/body-validation.js';
import { Field } from '../../platform/http/openapi/describe.js';
import { rules } from './rules.js';

/** The id of an upload, or a text that stands for a file. */
export type WrittenInput = string | { id: string };

/** The fields of a request that hold files to start from, by what these are used as. */
export const INPUT_FIELDS = {
  image: 'image',
  'last-image': 'last_image',
  video: 'video',
  audio: 'audio',
} as const satisfies Record<InputRole, string>;

export type InputField = (typeof INPUT_FIELDS)[InputRole];

export const RESIZE_MODES = ['crop', 'letterbox', 'stretch'] as const;

export const TASKS = [
  'text-to-video',
  'image-to-video',
  'video-to-video',
  'text-to-image',
  'image-to-image',
  'audio-driven',
] as const;

const MESSAGE = 'must be the id of an upload as {"id": ...}, or a text: an id, an address, base64 or a path';

function isWrittenInput(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  if (!isRecord(value)) return false;
  return typeof value['id'] === 'string' && Object.keys(value).length === 1;
}

const OptionalInput = () =>
  rules(
    IsOptional(),
    ValidateBy({
      name: 'input',
      validator: { validate: isWrittenInput, defaultMessage: () => MESSAGE },
    }),
  );

/** A field that takes a file. */
export function InputField(description: string): PropertyDecorator {
  return rules(
    Field({
      required: false,
      description: `${description}. \`{"id": ...}\` of an upload, or a text: such an id, an http(s) address, a data URL, bare base64, or the path of a file in the server's folder of inputs`,
      oneOf: [
        { type: 'string', minLength: 1 },
        {
          type: 'object',
          properties: { id: { type: 'string', format: 'uuid' } },
          required: ['id'],
          additionalProperties: false,
        },
      ],
    }),
    OptionalInput(),
  );
}

/** One word of a list. */
export const OptionalChoice = (choices: readonly string[]) =>
  rules(IsOptional(), IsIn(choices, { message: `Input should be one of ${choices.join(', ')}` }));

/** The files that a request starts from, as they were written down. */
export type WrittenInputs = Partial<Record<InputField, WrittenInput>>;

/** Undefined for a request without files. */
export function writtenInputsOf(dto: WrittenInputs): WrittenInputs | undefined {
  const found = Object.values(INPUT_FIELDS).filter((field) => dto[field] !== undefined);
  if (found.length === 0) return undefined;
  return Object.fromEntries(found.map((field) => [field, dto[field]])) as WrittenInputs;
}

/** What stands for a file that has not been looked at, where only its role matters. */
export function placeholderOf(role: InputRole): ConditioningInput {
  return { role, fileName: `${'0'.repeat(64)}.bin`, mediaType: 'application/octet-stream', size: 1 };
}

/** In the order of {@link INPUT_FIELDS}. */
export function rolesOf(written: WrittenInputs): [InputRole, InputField, WrittenInput][] {
  return (Object.entries(INPUT_FIELDS) as [InputRole, InputField][]).flatMap(([role, field]) => {
    const value = written[field];
    return value === undefined ? [] : [[role, field, value] as [InputRole, InputField, WrittenInput]];
  });
}
