import './job-card.css';
import type { Job, JobState } from '../api/types.js';
import { messageOf } from '../api/http.js';
import { useCancelJob } from '../api/queries.js';
import { clock, duration, isFinal, JOB_STATE_TEXT } from '../text/format.js';
import { JobStage } from './job-stage.js';

const TONE = {
  queued: '',
  running: 'badge--active',
  succeeded: 'badge--ok',
  failed: 'badge--bad',
  cancelled: '',
  expired: 'badge--warn',
} as const satisfies Record<JobState, string>;

interface Props {
  job: Job;
  number: number;
  batchId: string;
  now: number;
  onReuse: (job: Job) => void;
}

export function JobCard({ job, number, batchId, now, onReuse }: Props) {
  const cancel = useCancelJob(batchId);
  return (
    <li className="job" data-job={job.id} data-state={job.state}>
      <JobStage job={job} number={number} />
      <div className="job__body">
        <div className="job__line">
          <span className="job__number">{number}</span>
          <span className={`badge ${TONE[job.state]}`}>{JOB_STATE_TEXT[job.state]}</span>
          <span className="quiet job__where">{whereAndHowLong(job, now)}</span>
        </div>
        <p className="job__prompt">{job.prompt}</p>
        <p className="quiet job__facts">
          {job.width}×{job.height}, {job.num_frames} frames at {job.fps}/s, {job.steps} steps,{' '}
          {`seed ${job.seed}`}
        </p>
        {cancel.error !== null && (
          <p className="note note--bad" role="alert">
            {messageOf(cancel.error)}
          </p>
        )}
        <div className="job__actions">
          {!isFinal(job.state) && (
            <button
              type="button"
              className="button"
              disabled={cancel.isPending || job.cancel_requested}
              onClick={() => cancel.mutate(job.id)}
            >
              {job.cancel_requested ? 'Cancelling' : 'Cancel'}
              <span className="visually-hidden"> video {number}</span>
            </button>
          )}
          {job.video_url !== null && (
            <a className="button" href={job.video_url} download={`video_${number}.mp4`}>
              Save<span className="visually-hidden"> video {number}</span>
            </a>
          )}
          <button type="button" className="button button--plain" onClick={() => onReuse(job)}>
            Use again<span className="visually-hidden"> prompt {number}</span>
          </button>
        </div>
      </div>
    </li>
  );
}

/** `cuda:1, 0:42`: the device, and how long its newest attempt has run or did run. */
function whereAndHowLong(job: Job, now: number): string {
  const parts = job.device === null ? [] : [job.device];
  const startedAt = job.attempts.at(-1)?.started_at;
  if (job.state === 'running' && startedAt !== undefined)
    parts.push(clock((now - Date.parse(startedAt)) / 1000));
  else if (job.run_seconds !== null) parts.push(duration(job.run_seconds));
  if (job.attempts.length > 1) parts.push(`attempt ${job.attempts.length}`);
  return parts.join(', ');
}
