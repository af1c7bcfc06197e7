import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/index.js';
import type { ConditioningInput } from '../../features/engines/index.js';
import { InputsService } from '../../features/inputs/index.js';
import type { JobView } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { DetailError } from '../../platform/http/fastapi-errors.js';
import { closeUnread } from '../../platform/http/form-reading.js';
import { readForm as readFormOf } from '../../platform/http/read-form.js';
import { readForm } from './generation.js';
import { WanJobs } from './wan-jobs.service.js';

const LIMITS = { files: 4, fields: 40, fieldSize: 128 * 1024 };
const NOUNS = { image: 'Image', video: 'Video' } as const;

/** Stands for the file while nobody has seen it. */
const placeholder = (role: 'image' | 'video'): ConditioningInput => ({
  role,
  fileName: `${'0'.repeat(64)}.bin`,
  mediaType: 'application/octet-stream',
  size: 1,
});

/** Jobs that start from an image or a video, sent as forms. */
@Injectable()
export class FormJobs {
  constructor(
    private readonly wanJobs: WanJobs,
    private readonly inputs: InputsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** As {@link WanJobs.submit}. @throws DetailError 400 for a form that is none, or has no file or one that is too large */
  async submit(role: 'image' | 'video', request: FastifyRequest, signal: AbortSignal): Promise<JobView> {
    try {
      return await this.#submit(role, request, signal);
    } catch (error) {
      closeUnread(request);
      throw error;
    }
  }

  async #submit(role: 'image' | 'video', request: FastifyRequest, signal: AbortSignal): Promise<JobView> {
    const task = `${role}-to-video` as const;
    if (!request.isMultipart()) throw invalid('Failed to parse form data');
    // What cannot be done is said before the file has come.
    this.wanJobs.refuseIfBusy();
    this.wanJobs.plan({ task, prompt: '' }, [placeholder(role)]);
    let isTaken = false;
    const form = await readFormOf(request, LIMITS, ({ field, content }) => {
      if (field !== role || isTaken) return undefined;
      isTaken = true;
      return this.#take(role, content, signal);
    });
    const input = form?.files.get(role);
    if (form === undefined || input === undefined) throw invalid(`${NOUNS[role]} file is required`);
    // Go takes the first of several texts of one name.
    const texts = new Map<string, string>();
    for (const [name, text] of form.texts)
      if (typeof text === 'string' && !texts.has(name)) texts.set(name, text);
    return this.wanJobs.submit(request.owner, readForm(task, texts), [input]);
  }

  async #take(
    role: 'image' | 'video',
    content: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<ConditioningInput> {
    try {
      return await this.inputs.fromUpload(role, { content: this.#bounded(content), signal });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code === 'input_too_large' && !(error instanceof DetailError)) throw tooLarge();
      if (error.code === 'input_invalid') throw invalid(`Invalid ${role} file: ${error.message}`);
      throw error;
    }
  }

  async *#bounded(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let size = 0;
    for await (const chunk of content) {
      size += chunk.length;
      if (size > this.config.wanServerMaxUploadBytes) throw tooLarge();
      yield chunk;
    }
  }
}

function invalid(message: string): DetailError {
  return new DetailError(400, message, 'invalid_request');
}

function tooLarge(): DetailError {
  return new DetailError(400, 'File size exceeds maximum allowed', 'input_too_large');
}
