import { Injectable, Optional } from '@nestjs/common';
import {
  type ConditioningInput,
  EnginesService,
  type InputRole,
  type Task,
} from '../../features/engines/index.js';
import { InputsService } from '../../features/inputs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { isRecord } from '../../platform/http/body-validation.js';
import { OpenAiError, unsupported } from './openai-error.js';

/** What a field may hold to start from, and which tasks some engine must know for that. */
export interface ReferenceField {
  name: string;
  /** The first one is what a text stands for; a file is told by its content. */
  roles: readonly [InputRole, ...InputRole[]];
  tasks: readonly Task[];
}

export interface ReferenceContext {
  owner: string;
  signal: AbortSignal;
}

/** Of videos: OpenAI's own, in which vLLM-Omni takes videos too, and two of self-hosted servers. */
export const VIDEO_REFERENCES: readonly ReferenceField[] = [
  { name: 'input_reference', roles: ['image', 'video'], tasks: ['image-to-video', 'video-to-video'] },
  { name: 'video_reference', roles: ['video'], tasks: ['video-to-video'] },
  { name: 'audio_reference', roles: ['audio'], tasks: ['audio-driven'] },
];

/** Takes in the files that videos and images start from. */
@Injectable()
export class References {
  constructor(
    private readonly engines: EnginesService,
    @Optional() private readonly inputs?: InputsService,
  ) {}

  /**
   * A file that came in a form; `taken` gets it too, to be given back if the request fails.
   * @throws OpenAiError unsupported; DomainError input_invalid, input_too_large
   */
  fromFile(
    content: AsyncIterable<Uint8Array>,
    field: ReferenceField,
    { signal, taken }: Pick<ReferenceContext, 'signal'> & { taken: ConditioningInput[] },
  ): Promise<ConditioningInput> {
    return this.#take(field, async (inputs) => {
      const input = await inputs.fromUploadAs(field.roles, { content, signal });
      taken.push(input);
      return input;
    });
  }

  /**
   * `{image_url}` (`video_url`, `audio_url`), or the text of one. Undefined where nothing was sent.
   * @throws OpenAiError unsupported, invalid_value; DomainError input_invalid, input_too_large, input_unreachable
   */
  async fromValue(
    value: unknown,
    field: ReferenceField,
    { owner, signal }: ReferenceContext,
  ): Promise<ConditioningInput | undefined> {
    const text = textOf(value, field);
    if (text === undefined) return undefined;
    const [role] = field.roles;
    return this.#take(field, (inputs) => inputs.fromText(owner, text, { role, signal }));
  }

  /** Removes what came with a request that then failed. */
  async giveBack(inputs: readonly ConditioningInput[]): Promise<void> {
    await this.inputs?.giveBack(inputs);
  }

  async #take(
    { name, tasks }: ReferenceField,
    take: (inputs: InputsService) => Promise<ConditioningInput>,
  ): Promise<ConditioningInput> {
    const isAble = this.engines
      .list()
      .some(({ capabilities }) => tasks.some((task) => capabilities.tasks.includes(task)));
    if (!isAble || this.inputs === undefined)
      throw unsupported(`No engine of this server can start from a file (${tasks.join(', ')}).`, name);
    try {
      return await take(this.inputs);
    } catch (error) {
      if (!(error instanceof DomainError) || error.problems.length > 0) throw error;
      throw new DomainError(error.code, `${name}: ${error.message}.`, {
        problems: [{ path: name, message: error.message }],
        cause: error,
      });
    }
  }
}

function textOf(value: unknown, { name, roles: [role] }: ReferenceField): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = isRecord(value) ? addressOf(value, name) : value;
  if (typeof text === 'string' && text !== '') return text;
  throw new OpenAiError(`Invalid value for '${name}': send a file in a form, or {"${role}_url": "..."}.`, {
    status: 400,
    code: 'invalid_value',
    param: name,
  });
}

function addressOf(value: Record<string, unknown>, name: string): unknown {
  const { file_id: id, image_url: image, video_url: video, audio_url: audio } = value;
  if (id !== undefined && id !== null)
    throw unsupported(
      'This server has no Files API: send the file itself in a form, or its address or data URL.',
      `${name}.file_id`,
    );
  const address = image ?? video ?? audio;
  return isRecord(address) ? address['url'] : address;
}
