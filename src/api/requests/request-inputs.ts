import { Injectable } from '@nestjs/common';
import { type ConditioningInput, EnginesService, type InputRole } from '../../features/engines/index.js';
import { InputsService } from '../../features/inputs/index.js';
import type { SubmitJob } from '../../features/jobs/index.js';
import { DomainError } from '../../kernel/errors.js';
import {
  type InputField,
  placeholderOf,
  rolesOf,
  type WrittenInput,
  type WrittenInputs,
} from './input-fields.js';

/** A job whose files are still as they were written down. */
export interface JobWithFiles {
  job: SubmitJob;
  files: WrittenInputs | undefined;
}

export interface FilesContext {
  owner: string;
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Problems are named as those of the items of `prompts`. */
  isBatch: boolean;
}

/** By role and by what was written. Texts may be large, so none is made a part of another. */
type Taken = Map<InputRole, Map<string, Promise<ConditioningInput>>>;

/** Brings the files that requests start from into the store of inputs. */
@Injectable()
export class RequestInputs {
  constructor(
    private readonly inputs: InputsService,
    private readonly engines: EnginesService,
  ) {}

  /**
   * The jobs with their files. What several of them share is taken in once.
   * @throws DomainError no_capable_engine before any file is looked at, if no engine could start from such; input_*
   */
  async take(jobs: readonly JobWithFiles[], context: FilesContext): Promise<SubmitJob[]> {
    const paths = jobs.map((_, index) => (context.isBatch ? `prompts.${index}.` : ''));
    for (const [index, job] of jobs.entries()) this.#refuseUnable(job, paths[index] ?? '');
    const taken: Taken = new Map();
    const done: SubmitJob[] = [];
    // One after another: eight large files at once would be eight times the memory and open connections.
    for (const [index, { job, files }] of jobs.entries()) {
      if (files === undefined) {
        done.push(job);
        continue;
      }
      const inputs: ConditioningInput[] = [];
      for (const [role, field, value] of rolesOf(files))
        inputs.push(await this.#takeOnce(taken, { role, field, value }, paths[index] ?? '', context));
      done.push({ ...job, spec: { ...job.spec, inputs } });
    }
    return done;
  }

  #refuseUnable({ job, files }: JobWithFiles, path: string): void {
    if (files === undefined) return;
    const inputs = rolesOf(files).map(([role]) => placeholderOf(role));
    try {
      this.engines.choices({ ...job.spec, inputs }, job.engine);
    } catch (error) {
      throw located(error, (problem) => `${path}${problem}`);
    }
  }

  #takeOnce(
    taken: Taken,
    { role, field, value }: { role: InputRole; field: InputField; value: WrittenInput },
    path: string,
    { owner, signal }: FilesContext,
  ): Promise<ConditioningInput> {
    const text = typeof value === 'string' ? value : value.id;
    const ofRole = taken.get(role) ?? new Map<string, Promise<ConditioningInput>>();
    taken.set(role, ofRole);
    let input = ofRole.get(text);
    if (input === undefined) {
      input =
        typeof value === 'string'
          ? this.inputs.fromText(owner, value, { role, signal })
          : this.inputs.fromId(owner, value.id, role);
      ofRole.set(text, input);
    }
    return input.catch((error: unknown) => {
      if (!(error instanceof DomainError) || error.problems.length > 0) throw error;
      const problem = { path: `${path}${field}`, message: error.message };
      throw new DomainError(error.code, `${problem.path}: ${error.message}`, {
        problems: [problem],
        cause: error,
      });
    });
  }
}

function located(error: unknown, rename: (path: string) => string): unknown {
  if (!(error instanceof DomainError)) return error;
  const problems = error.problems.map(({ path, message }) => ({ path: rename(path), message }));
  return new DomainError(error.code, error.message, { problems });
}
