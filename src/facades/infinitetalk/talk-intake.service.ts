import { randomUUID } from 'node:crypto';
import { Injectable, Optional } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  type ConditioningInput,
  EnginesService,
  type EngineView,
  framesFor,
  type PartialSpec,
} from '../../features/engines/index.js';
import { InputsService } from '../../features/inputs/index.js';
import { JobsService, type JobView } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import { closeUnread } from '../../platform/http/form-reading.js';
import { type Form, type FormFile, readForm } from '../../platform/http/read-form.js';
import { InvalidRequestError, type RequestProblem } from '../../platform/http/request-problem.js';
import { FILE_RULES, type FileRule, hasKnownExtension, tooLarge, wrongType } from './file-rules.js';
import { queueFull, TalkError } from './talk-error.js';
import { TalkQueue } from './talk-queue.service.js';
import { FACADE } from './talk-request.js';

const FORM_LIMITS = { files: 4, fields: 20, fieldSize: 128 * 1024 };
const LONGEST_PROMPT = 20_000;

/** What became of a file of the form: an input, or the reason why it is none, told after all that is missing. */
type Taken = ConditioningInput | TalkError;

/** Makes an upload into a job. */
@Injectable()
export class TalkIntake {
  constructor(
    private readonly jobs: JobsService,
    private readonly engines: EnginesService,
    private readonly queue: TalkQueue,
    @Optional() private readonly inputs?: InputsService,
  ) {}

  /**
   * Resolves when the request is durable. Nothing is left of one that fails.
   * @throws InvalidRequestError; TalkError 400, 413, 429, 503; DomainError client_closed, storage_full, ...
   */
  async generate(request: FastifyRequest, signal: AbortSignal): Promise<JobView> {
    const { owner } = request;
    const taken: ConditioningInput[] = [];
    try {
      this.queue.refuseWhereFull(owner);
      const engine = this.#engine();
      const form = await readForm(request, FORM_LIMITS, (file) => this.#take(file, signal, taken));
      const spec = toSpec(form, engine, (input) => this.inputs?.factsOf(input)?.durationSeconds ?? 0);
      const client = { facade: FACADE, id: randomUUID() };
      return await this.queue.admit(owner, client.id, () => this.jobs.submit(owner, { spec, client }));
    } catch (error) {
      closeUnread(request);
      await this.inputs?.giveBack(taken);
      throw inTheirWords(error);
    }
  }

  /** The engine that decides the length. @throws TalkError 503 before anything is read */
  #engine(): EngineView {
    const engine = this.engines
      .list()
      .find(({ capabilities }) => capabilities.tasks.includes('audio-driven'));
    if (engine !== undefined && this.inputs !== undefined) return engine;
    throw new TalkError(
      503,
      'No engine of this server makes videos from an image and a voice (audio-driven)',
      'no_capable_engine',
    );
  }

  #take(file: FormFile, signal: AbortSignal, taken: ConditioningInput[]): Promise<Taken> | undefined {
    const rule = FILE_RULES.find(({ field }) => field === file.field);
    // Without a name it is no file to FastAPI.
    if (rule === undefined || file.fileName === '') return undefined;
    return this.#takeIn(file, rule, { signal, taken });
  }

  async #takeIn(
    { fileName, content }: FormFile,
    rule: FileRule,
    { signal, taken }: { signal: AbortSignal; taken: ConditioningInput[] },
  ): Promise<Taken> {
    const bounded = upTo(content, rule);
    if (!hasKnownExtension(fileName, rule)) {
      for await (const _ of bounded);
      return new TalkError(400, wrongType(rule), 'input_invalid');
    }
    try {
      const input = await this.inputs!.fromUpload(rule.role, { content: bounded, signal });
      taken.push(input);
      return input;
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'input_invalid') throw error;
      // What is left of the file is passed over, so that the rest of the form can be read.
      for await (const _ of content);
      return new TalkError(400, `Invalid ${rule.field} file: ${error.message}`, 'input_invalid', {
        cause: error,
      });
    }
  }
}

/** @throws TalkError 413 once there is more of it than may be */
async function* upTo(content: AsyncIterable<Uint8Array>, rule: FileRule): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > rule.maxBytes) throw new TalkError(413, tooLarge(rule), 'input_too_large');
    yield chunk;
  }
}

/** @throws InvalidRequestError for what is missing, then TalkError 400 for what is no image or no audio */
function toSpec(
  form: Form<Taken> | undefined,
  { capabilities }: EngineView,
  durationOf: (input: ConditioningInput) => number,
): PartialSpec {
  const texts = new Map(form?.texts);
  const problems = [
    ...FILE_RULES.flatMap(({ field }) => (form?.files.has(field) === true ? [] : [missing(field, texts)])),
    ...promptProblems(texts.get('prompt')),
  ];
  if (problems.length > 0) throw new InvalidRequestError(problems);
  const inputs = FILE_RULES.map(({ field }) => {
    const taken = form?.files.get(field);
    if (taken === undefined || taken instanceof TalkError) throw taken;
    return taken;
  });
  const audio = inputs.find(({ role }) => role === 'audio');
  const { model, defaults, ranges } = capabilities;
  const seconds = audio === undefined ? 0 : durationOf(audio);
  const frames = framesFor(seconds, defaults.fps, ranges.numFrames);
  if (typeof frames !== 'number' && frames.kind === 'too-long')
    throw new TalkError(
      400,
      `The audio lasts ${seconds.toFixed(1)} s; ${model} makes videos of at most ${frames.limit} s`,
      'input_too_large',
    );
  const numFrames = typeof frames === 'number' ? frames : frames.numFrames;
  const prompt = texts.get('prompt');
  return { prompt: typeof prompt === 'string' ? prompt : '', task: 'audio-driven', inputs, numFrames };
}

function missing(field: string, texts: ReadonlyMap<string, unknown>): RequestProblem {
  const text = texts.get(field);
  if (text === undefined)
    return { part: 'body', at: [field], kind: 'missing', message: 'Field required', input: null };
  const message = "Expected UploadFile, received: <class 'str'>";
  return { part: 'body', at: [field], kind: 'value_error', message };
}

function promptProblems(prompt: unknown): RequestProblem[] {
  const base = { part: 'body', at: ['prompt'] } as const;
  if (typeof prompt !== 'string') return [];
  if (prompt.length > LONGEST_PROMPT)
    return [
      {
        ...base,
        kind: 'string_too_long',
        message: `String should have at most ${LONGEST_PROMPT} characters`,
      },
    ];
  if (!prompt.includes('\0')) return [];
  return [{ ...base, kind: 'value_error', message: 'must not contain a NUL character' }];
}

function inTheirWords(error: unknown): unknown {
  if (!(error instanceof DomainError) || error instanceof TalkError) return error;
  if (error.code === 'queue_full') return queueFull(error.retryAfterSeconds);
  if (error.code === 'no_capable_engine') return new TalkError(503, error.message, 'no_capable_engine');
  return error;
}
