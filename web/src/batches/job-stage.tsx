import './job-stage.css';
import type { Job } from '../api/types.js';
import { JobPreview } from './job-preview.js';
import { stageText } from '../text/format.js';
import { LongText } from '../ui/problem-note.js';

interface Props {
  job: Job;
  number: number;
  /** The queue is: a waiting job then says so. */
  isPaused: boolean;
}

/** The picture part of a card: the result when there is one, until then what stands in its way. */
export function JobStage({ job, number, isPaused }: Props) {
  if (job.state === 'succeeded' && job.video_url !== null) {
    return (
      <video
        className="stage"
        src={job.video_url}
        {...(job.poster_url !== null ? { poster: job.poster_url } : {})}
        aria-label={`Video ${number}: ${job.prompt}`}
        autoPlay={!prefersStillness()}
        controls
        loop
        muted
        playsInline
        preload="metadata"
      />
    );
  }
  if (job.state === 'succeeded' && job.image_url !== null)
    return <img className="stage" src={job.image_url} alt={`Image ${number}: ${job.prompt}`} />;
  const isSeen = job.state === 'running' && job.preview_url !== null;
  return (
    <div className={isSeen ? 'stage stage--text stage--seen' : 'stage stage--text'}>
      {content(job, number, isPaused)}
    </div>
  );
}

/** The clips are short: a grid of them is compared best while all of them move. */
function prefersStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function content(job: Job, number: number, isPaused: boolean) {
  switch (job.state) {
    case 'queued':
      return <p>{placeOf(job, isPaused)}</p>;
    case 'running':
      return <Running job={job} number={number} />;
    case 'succeeded':
      return <p>{removalText(job)}</p>;
    case 'failed':
      return (
        <div className="stage__failure">
          <LongText text={job.failure?.message ?? 'It failed, and the server did not say why.'} />
          {job.failure !== null && <code className="stage__code">{job.failure.code}</code>}
        </div>
      );
    case 'cancelled':
      return <p>Cancelled.</p>;
    case 'expired':
      return <p>It waited too long for a device. Retry runs it again.</p>;
  }
}

function removalText({ files_removed: removed }: Job): string {
  if (removed === null) return 'The result is missing on the server.';
  return removed.reason === 'deleted'
    ? 'The files were deleted.'
    : 'The files were removed: results are kept for a limited time.';
}

function placeOf({ queue_position: position }: Job, isPaused: boolean): string {
  const place = position === null ? '' : `place ${position} in line`;
  if (isPaused) return place === '' ? 'Paused' : `Paused, ${place}`;
  if (position === null) return 'Waiting for a device';
  return position === 1 ? 'Next in line' : `Place ${position} in line`;
}

function Running({ job, number }: { job: Job; number: number }) {
  const { progress } = job;
  return (
    <>
      {job.preview_url !== null && <JobPreview url={job.preview_url} />}
      <p className="stage__now">{progress === null ? 'Starting' : stageText(progress)}</p>
      <progress
        className="stage__bar"
        max={1}
        aria-label={`Progress of video ${number}`}
        {...(progress === null ? {} : { value: progress.fraction })}
      />
      {progress?.estimated === true && <p className="stage__eta">estimated from earlier runs</p>}
    </>
  );
}
