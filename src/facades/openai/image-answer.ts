import { extname } from 'node:path';
import { Injectable } from '@nestjs/common';
import { ArtifactFiles } from '../../features/downloads/index.js';
import { type JobView, usedChoice } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import type { ImagesBody } from './image.body.js';
import type { MadeImage } from './image-creation.js';
import { OpenAiError } from './openai-error.js';

/** No image of any engine is as large; a file that is must not be taken into memory. */
const LARGEST_IMAGE = 64 * 1024 * 1024;

/** Writes finished images down as OpenAI does. */
@Injectable()
export class ImageAnswer {
  constructor(private readonly artifacts: ArtifactFiles) {}

  /** @param origin of this server, as the client calls it. @throws OpenAiError where there is no image */
  async of({ job, responseFormat }: MadeImage, origin: string): Promise<ImagesBody> {
    const artifact = job.artifacts.find(({ role }) => role === 'image');
    if (job.state !== 'succeeded' || artifact === undefined || job.imageUrl === undefined) throw failed(job);
    const { spec } = usedChoice(job);
    return {
      created: Math.floor((job.finishedAt ?? job.request.createdAt) / 1000),
      data: [
        responseFormat === 'url'
          ? { url: new URL(job.imageUrl, origin).href }
          : { b64_json: await this.#read(job, artifact.size) },
      ],
      output_format: extname(artifact.fileName).slice(1).replace('jpg', 'jpeg'),
      size: `${spec.width}x${spec.height}`,
    };
  }

  async #read(job: JobView, size: number): Promise<string> {
    if (size > LARGEST_IMAGE)
      throw new DomainError(
        'internal',
        `The image has more than ${LARGEST_IMAGE / 1024 ** 2} MiB; ask for its url instead.`,
      );
    return (await this.artifacts.read(job, 'image')).toString('base64');
  }
}

function failed({ state, failure }: JobView): OpenAiError {
  if (failure?.code === 'engine_refused')
    return new OpenAiError(failure.message, { status: 400, code: 'invalid_request' });
  const message = failure?.message ?? `The image was not made: its job is ${state}.`;
  return new OpenAiError(message, { status: 500, code: failure?.code ?? state }, 'internal');
}
