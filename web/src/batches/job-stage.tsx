import './job-stage.css';
import type { Job } from '../api/types.js';
import { etaRange, stageText } from '../text/format.js';

/** The picture part of a card: the video when there is one, until then what stands in its way. */
export function JobStage({ job, number }: { job: Job; number: number }) {
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
  return <div className="stage stage--text">{content(job, number)}</div>;
}

/** The clips are short and silent: a grid of them is compared best while all of them move. */
function prefersStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function content(job: Job, number: number) {
  switch (job.state) {
    case 'queued':
      return <Queued job={job} />;
    case 'running':
      return <Running job={job} number={number} />;
    case 'succeeded':
      return <p>{removalText(job)}</p>;
    case 'failed':
      return (
        <>
          <p className="stage__bad">{job.failure?.message ?? 'It failed, and the server did not say why.'}</p>
          {job.failure !== null && <code className="stage__code">{job.failure.code}</code>}
        </>
      );
    case 'cancelled':
      return <p>Cancelled.</p>;
    case 'expired':
      return <p>It waited too long for a device. Retry runs it again.</p>;
  }
}

function removalText({ files_removed: removed }: Job): string {
  if (removed === null) return 'The video is missing on the server.';
  return removed.reason === 'deleted'
    ? 'The video was deleted.'
    : 'The video was removed: results are kept for a limited time.';
}

function Queued({ job }: { job: Job }) {
  const position = job.queue_position;
  return (
    <>
      <p>
        {typeof position === 'number'
          ? position === 1
            ? 'Next in line'
            : `Place ${position} in line`
          : 'Waiting for a device'}
      </p>
      <Eta job={job} />
    </>
  );
}

function Running({ job, number }: { job: Job; number: number }) {
  const { progress } = job;
  return (
    <>
      <p>{progress === null ? 'Starting' : stageText(progress)}</p>
      <progress
        className="stage__bar"
        max={1}
        aria-label={`Progress of video ${number}`}
        {...(progress === null ? {} : { value: progress.fraction })}
      />
      <Eta job={job} />
    </>
  );
}

function Eta({ job }: { job: Job }) {
  if (job.eta_seconds === null) return null;
  return <p className="stage__eta">Ready in {etaRange(job.eta_seconds)}</p>;
}
