import './job-card.css';
import type { Job, JobState } from '../api/types.js';
import { useCancelJob } from '../api/queries.js';
import { StarButton } from '../marks/star-button.js';
import { isFinal, JOB_STATE_TEXT } from '../text/format.js';
import { Button } from '../ui/button.js';
import { LongText, ProblemNote } from '../ui/problem-note.js';
import { JobStage } from './job-stage.js';
import { JobTimes } from './job-times.js';

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
  now: number;
  isPaused: boolean;
  onReuse: (job: Job) => void;
}

export function JobCard({ job, number, now, isPaused, onReuse }: Props) {
  const cancel = useCancelJob();
  const file = job.video_url ?? job.image_url;
  return (
    <li className="job" data-job={job.id} data-state={job.state}>
      <JobStage job={job} number={number} isPaused={isPaused} />
      <div className="job__body">
        <div className="job__line">
          <span className="job__number">{number}</span>
          <span className={`badge ${TONE[job.state]}`}>
            {job.cancelling ? 'Stopping' : JOB_STATE_TEXT[job.state]}
          </span>
          {job.device !== null && <span className="job__device">{job.device}</span>}
          {file !== null && <StarButton job={job} name={`video ${number}`} />}
        </div>
        <JobTimes job={job} now={now} />
        <div className="job__prompt">
          <LongText text={job.prompt} />
        </div>
        <p className="quiet job__facts">
          {job.width}×{job.height}, {job.num_frames} frames at {job.fps}/s, {job.steps} steps,{' '}
          {`seed ${job.seed}`}
        </p>
        <ProblemNote error={cancel.error} what="Could not cancel" />
        <div className="job__actions">
          {!isFinal(job.state) && (
            <Button
              isDisabled={job.cancel_requested}
              isPending={cancel.isPending}
              onPress={() => cancel.mutate(job.id)}
            >
              {job.cancel_requested ? 'Cancelling' : 'Cancel'}
              <span className="visually-hidden"> video {number}</span>
            </Button>
          )}
          {file !== null && (
            <a className="button" href={file} download={`video_${number}.${file.split('.').at(-1)}`}>
              Save<span className="visually-hidden"> video {number}</span>
            </a>
          )}
          <Button variant="plain" onPress={() => onReuse(job)}>
            Use again<span className="visually-hidden"> prompt {number}</span>
          </Button>
        </div>
      </div>
    </li>
  );
}
