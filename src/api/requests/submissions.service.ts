import { createHash, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SubmitJob } from '../../features/jobs/index.js';
import {
  type Caller,
  fieldsToVary,
  type SessionPrompt,
  SessionPromptSource,
} from '../../features/prompts/index.js';
import { DomainError } from '../../kernel/errors.js';
import type { SessionId } from '../../kernel/ids.js';
import { isRecord } from '../../platform/http/body-validation.js';
import type { BatchDto, GenerationOptionsDto } from './generation.dto.js';
import { type WrittenInputs, writtenInputsOf } from './input-fields.js';
import { type FilesContext, RequestInputs } from './request-inputs.js';
import { sessionIdOf } from './session-rules.js';
import {
  readBatch,
  readGeneration,
  readSessionBatch,
  readSessionGeneration,
  type Submission,
  toSubmitJob,
  type UnknownFields,
  type WrittenJob,
} from './submission.js';

export interface SubmissionContext extends Caller {
  idempotencyKey: string | undefined;
}

/** Answers to repeated requests that are remembered. */
const MOST_REMEMBERED = 500;

/** Turns the body of a submission into jobs: prompts as they are written, or prompts of a session. */
@Injectable()
export class Submissions {
  /** What requests with an idempotency key stood for, since a language model would vary anew each time. */
  readonly #remembered = new Map<string, Promise<Submission<SubmitJob[]>>>();

  constructor(
    private readonly prompts: SessionPromptSource,
    private readonly inputs: RequestInputs,
  ) {}

  /** @throws InvalidRequestError, DomainError no_prompt, no_such_index */
  async readJob(body: unknown, mode: UnknownFields, caller: Caller): Promise<Submission<SubmitJob>> {
    const { owner } = caller;
    if (!hasSession(body) || (body['prompt'] ?? undefined) !== undefined) {
      const { content, warnings } = readGeneration(body, mode);
      const linked = await this.#link([content], owner);
      const job = linked.content[0] ?? content.job;
      const [taken = job] = await this.#takeFiles([job], [content.files], { ...caller, isBatch: false });
      return { content: taken, warnings: [...warnings, ...linked.warnings] };
    }
    const { content, warnings } = readSessionGeneration(body, mode);
    const id = sessionOf(content);
    const [prompt] = await this.prompts.select(owner, id, content.selected_indices);
    if (prompt === undefined) throw new DomainError('no_prompt', 'The session has no prompt yet');
    const job = jobOf(prompt, content);
    const files = [writtenInputsOf(content)];
    const [taken = job] = await this.#takeFiles([job], files, { ...caller, isBatch: false });
    return { content: taken, warnings };
  }

  /** 1 to 8 jobs. @throws InvalidRequestError, DomainError no_session, no_prompt, no_such_index, too_few_variations, ... */
  async readJobs(
    body: unknown,
    mode: UnknownFields,
    context: SubmissionContext,
  ): Promise<Submission<SubmitJob[]>> {
    if (!asksForSession(body)) {
      const { content, warnings } = readBatch(body, mode);
      const linked = await this.#link(content, context.owner);
      const files = content.map((written) => written.files);
      const jobs = await this.#takeFiles(linked.content, files, { ...context, isBatch: true });
      return { content: jobs, warnings: [...warnings, ...linked.warnings] };
    }
    const { content, warnings } = readSessionBatch(body, mode);
    return this.#once(body, context, async () => {
      const taken = await this.#takePrompts(content, context);
      const planned = taken.prompts.map((prompt) => jobOf(prompt, content));
      const files = planned.map(() => writtenInputsOf(content));
      const jobs = await this.#takeFiles(planned, files, { ...context, isBatch: true });
      return { content: jobs, warnings: [...warnings, ...taken.warnings] };
    });
  }

  async #takePrompts(dto: BatchDto, caller: Caller) {
    const id = sessionOf(dto);
    const { variations: total, selected_indices: selectedIndices } = dto;
    if (total === undefined)
      return { prompts: await this.prompts.select(caller.owner, id, selectedIndices), warnings: [] };
    const seed = dto.variation_seed ?? dto.seed ?? randomInt(2 ** 32);
    return this.prompts.vary(caller, id, {
      selectedIndices,
      total,
      seed,
      fields: fieldsToVary(dto.vary ?? []),
    });
  }

  async #takeFiles(
    jobs: readonly SubmitJob[],
    files: readonly (WrittenInputs | undefined)[],
    context: FilesContext,
  ): Promise<SubmitJob[]> {
    if (files.every((written) => written === undefined)) return [...jobs];
    return this.inputs.take(
      jobs.map((job, index) => ({ job, files: files[index] })),
      context,
    );
  }

  /** With the revision that holds the very words, where there is one. */
  async #link(written: readonly WrittenJob[], owner: string): Promise<Submission<SubmitJob[]>> {
    const warnings = new Set<string>();
    const content: SubmitJob[] = [];
    for (const { job, sessionId } of written) {
      const id = sessionIdOf(sessionId);
      const prompt = job.spec.prompt;
      const revisionId =
        id === undefined || prompt === undefined ? undefined : await this.prompts.find(owner, id, prompt);
      if (id !== undefined && revisionId === undefined)
        warnings.add(`No revision of the session ${id} has this prompt; the video will not lead back to it`);
      const isLinked = id !== undefined && revisionId !== undefined;
      content.push(isLinked ? { ...job, origin: { sessionId: id, revisionId } } : job);
    }
    return { content, warnings: [...warnings] };
  }

  #once(
    body: unknown,
    { owner, idempotencyKey }: SubmissionContext,
    take: () => Promise<Submission<SubmitJob[]>>,
  ): Promise<Submission<SubmitJob[]>> {
    if (idempotencyKey === undefined) return take();
    const key = createHash('sha256')
      .update(JSON.stringify([owner, idempotencyKey, body]))
      .digest('hex');
    const known = this.#remembered.get(key);
    if (known !== undefined) return known;
    const taken = take();
    this.#remembered.set(key, taken);
    taken.catch(() => this.#remembered.delete(key));
    for (const oldest of this.#remembered.keys()) {
      if (this.#remembered.size <= MOST_REMEMBERED) break;
      this.#remembered.delete(oldest);
    }
    return taken;
  }
}

function hasSession(body: unknown): body is Record<string, unknown> {
  return isRecord(body) && (body['session_id'] ?? '') !== '';
}

function asksForSession(body: unknown): boolean {
  if (!isRecord(body)) return false;
  const wanted = body['selected_indices'] ?? body['variations'] ?? undefined;
  return wanted !== undefined || (hasSession(body) && (body['prompts'] ?? undefined) === undefined);
}

function sessionOf(dto: GenerationOptionsDto): SessionId {
  const id = sessionIdOf(dto.session_id);
  if (id !== undefined) return id;
  throw new DomainError('no_session', 'No session ID provided. Please initialize a prompt first.');
}

function jobOf({ prompt, sessionId, revisionId }: SessionPrompt, options: GenerationOptionsDto): SubmitJob {
  return { ...toSubmitJob(Object.assign({}, options, { prompt })), origin: { sessionId, revisionId } };
}
