import type { AttemptProblem, JobChoice, JobRecord, JobRequest } from './job.types.js';

/** Every engine that may run a job, in order of preference. */
export function choicesOf(request: JobRequest): readonly [JobChoice, ...JobChoice[]] {
  const { engine, spec, alternatives = [] } = request;
  return [{ engine, spec }, ...alternatives];
}

/** What the engine of its latest attempt was given. */
export function choiceOf({ request, attempts }: Pick<JobRecord, 'request' | 'attempts'>): JobChoice {
  const [first, ...others] = choicesOf(request);
  return others.find(({ engine }) => engine === attempts.at(-1)?.engine) ?? first;
}

/** What a job is or was really run with: engine, values and model of its last attempt; before that, what is planned. */
export function usedChoice(record: Pick<JobRecord, 'request' | 'attempts'>): JobChoice & { model?: string } {
  const attempt = record.attempts.at(-1);
  const { engine, spec } = choiceOf(record);
  return {
    engine,
    spec: {
      ...spec,
      ...(attempt?.seed === undefined ? {} : { seed: attempt.seed }),
      ...(attempt?.numFrames === undefined ? {} : { numFrames: attempt.numFrames }),
    },
    ...(attempt?.model === undefined ? {} : { model: attempt.model }),
  };
}

/** Ends of an attempt after which a server may still be at work on it, or has shown what it makes of the job. */
const BINDING: readonly AttemptProblem[] = ['failed', 'device-fault', 'interrupted'];

/**
 * Who may take the next attempt. All able engines, unless the last attempt was taken by a server and is not known to be
 * lost there: then its engine alone, so that two servers never work on one job.
 * @param isRemote whether a device is a server that outlives the portal and its faults
 */
export function openChoices(
  record: JobRecord,
  isRemote: (device: string) => boolean,
): readonly [JobChoice, ...JobChoice[]] {
  const choices = choicesOf(record.request);
  const last = record.attempts.at(-1);
  if (last?.problem === undefined || !BINDING.includes(last.problem.reason)) return choices;
  if (last.problem.reason !== 'failed' && !isRemote(last.device)) return choices;
  const bound = choices.find(({ engine }) => engine === (last.engine ?? record.request.engine));
  return bound === undefined ? choices : [bound];
}
