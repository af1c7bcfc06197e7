import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ConditioningInput, InputRole } from '../../features/engines/index.js';
import type { JobView } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { closeUnread } from '../../platform/http/form-reading.js';
import { readForm } from '../../platform/http/read-form.js';
import { InvalidTaskError, TaskError } from './task-error.js';
import { IMAGE_FORM_FIELDS, missing, readTexts, VIDEO_FORM_FIELDS } from './task-fields.js';
import { TaskIntake } from './task-intake.service.js';
import { TaskMedia } from './task-media.service.js';
import type { Medium } from './task-names.js';

const ROLES: Readonly<Record<Medium, Readonly<Record<string, InputRole>>>> = {
  video: { image_file: 'image', last_frame_file: 'last-image', audio_file: 'audio' },
  image: { image_file: 'image' },
};
const FIELDS = { video: VIDEO_FORM_FIELDS, image: IMAGE_FORM_FIELDS };
const LIMITS = { files: 4, fields: 40, fieldSize: 128 * 1024 };
/** Of forms alone; handed on to the model, unlike what JSON leaves out. */
const SEED = 42;
const ASPECT_RATIO = '16:9';

/** Tasks that are sent as forms, with their files. */
@Injectable()
export class FormTasks {
  constructor(
    private readonly media: TaskMedia,
    private readonly intake: TaskIntake,
  ) {}

  /** As {@link TaskIntake.submit}. */
  async submit(medium: Medium, request: FastifyRequest, signal: AbortSignal): Promise<JobView> {
    const { owner } = request;
    const taken: ConditioningInput[] = [];
    try {
      // To FastAPI, a body that is no form is one without fields.
      const { texts, files } = (await readForm(request, LIMITS, ({ field, content }) => {
        const role = Object.hasOwn(ROLES[medium], field) ? ROLES[medium][field] : undefined;
        return role && this.media.fromUpload(role, field, { content, signal, taken });
      })) ?? { texts: [], files: new Map<string, ConditioningInput>() };
      const fields = readTexts(FIELDS[medium], Object.fromEntries(texts));
      if (medium === 'video' && !files.has('image_file'))
        throw new InvalidTaskError([missing(['body', 'image_file'])]);
      const defaults = medium === 'image' ? { aspect_ratio: ASPECT_RATIO } : {};
      const task = { medium, fields: { seed: SEED, ...defaults, ...fields }, files: [...files.values()] };
      return await this.intake.submit(task, { owner, signal });
    } catch (error) {
      closeUnread(request);
      await this.media.giveBack(taken);
      throw inItsWords(error);
    }
  }
}

/** A form that cannot be read is no JSON that cannot: FastAPI has another status and another sentence for it. */
function inItsWords(error: unknown): unknown {
  const isTorn = error instanceof DomainError && error.code === 'malformed_body';
  return isTorn
    ? new TaskError(400, 'There was an error parsing the body', 'malformed_body', { cause: error })
    : error;
}
