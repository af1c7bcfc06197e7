import { Injectable, Optional } from '@nestjs/common';
import type { ConditioningInput, InputRole } from '../../features/engines/index.js';
import { InputsService } from '../../features/inputs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { InvalidTaskError, refusedField, TaskError } from './task-error.js';
import type { TaskFields } from './task-fields.js';
import { MEDIA_FIELDS } from './task-spec.js';

/** A file that a task starts from, as it was written down. */
export interface WrittenMedia {
  role: InputRole;
  field: string;
  text: string;
}

export function mediaOf(fields: TaskFields): WrittenMedia[] {
  return (Object.entries(MEDIA_FIELDS) as [InputRole, (typeof MEDIA_FIELDS)[InputRole]][]).flatMap(
    ([role, field]) => {
      const text = fields[field];
      return text === undefined || text === '' ? [] : [{ role, field, text }];
    },
  );
}

/** What stands for a file that nobody has looked at, where only its role matters. */
export function placeholderOf(role: InputRole): ConditioningInput {
  return { role, fileName: `${'0'.repeat(64)}.bin`, mediaType: 'application/octet-stream', size: 1 };
}

const NAMES: Readonly<Record<InputRole, string>> = {
  image: 'Image',
  'last-image': 'Last frame',
  video: 'Video',
  audio: 'Audio',
};

/** Takes the files of tasks in. */
@Injectable()
export class TaskMedia {
  constructor(@Optional() private readonly inputs?: InputsService) {}

  /** @throws InvalidTaskError, TaskError 400 for an address that cannot be read, DomainError */
  async fromText(
    { role, field, text }: WrittenMedia,
    { owner, signal }: { owner: string; signal: AbortSignal },
  ): Promise<ConditioningInput> {
    try {
      return await this.#service(field).fromText(owner, text, { role, signal });
    } catch (error) {
      if (error instanceof DomainError && error.code === 'input_unreachable')
        throw new TaskError(
          400,
          `${NAMES[role]} URL is not accessible: ${text.slice(0, 2000)}`,
          'input_unreachable',
          { cause: error },
        );
      throw located(error, field);
    }
  }

  /**
   * @param file.taken gets what was taken in, to be given back if the request fails
   * @throws InvalidTaskError, DomainError
   */
  async fromUpload(
    role: InputRole,
    field: string,
    file: { content: AsyncIterable<Uint8Array>; signal: AbortSignal; taken: ConditioningInput[] },
  ): Promise<ConditioningInput> {
    try {
      const input = await this.#service(field).fromUpload(role, file);
      file.taken.push(input);
      return input;
    } catch (error) {
      throw located(error, field);
    }
  }

  async giveBack(inputs: readonly ConditioningInput[]): Promise<void> {
    await this.inputs?.giveBack(inputs);
  }

  #service(field: string): InputsService {
    if (this.inputs !== undefined) return this.inputs;
    throw new InvalidTaskError([refusedField(field, 'this server cannot start from files', '...')]);
  }
}

function located(error: unknown, field: string): unknown {
  const isWrong =
    error instanceof DomainError && (error.code === 'input_invalid' || error.code === 'input_not_found');
  return isWrong ? new InvalidTaskError([refusedField(field, error.message, '...')]) : error;
}
