import { Checkbox } from 'react-aria-components/Checkbox';
import type { Job } from '../api/types.js';
import { hrefOf } from '../shell/route.js';
import { CopyJob } from '../takehome/copy-job.js';
import { Verdict } from './verdict.js';
import { MoreLikeThis } from './more-like-this.js';
import { useTrack } from './use-sync-player.js';

interface Props {
  job: Job;
  number: number;
  isPicked: boolean;
  isFull: boolean;
  onPick: (isPicked: boolean) => void;
}

/** One video of the grid. */
export function JobTile({ job, number, isPicked, isFull, onPick }: Props) {
  const track = useTrack(job.fps);
  const { session_id: session, revision_id: revision } = job;
  return (
    <article
      className={isPicked ? 'tile tile--picked' : 'tile'}
      aria-label={`Video ${number}`}
      data-tile={job.id}
    >
      <video
        ref={track}
        className="tile__video"
        src={job.video_url ?? ''}
        muted
        playsInline
        preload="auto"
        width={job.width}
        height={job.height}
        aria-label={`Video ${number}: ${job.prompt.slice(0, 120)}`}
      />
      <div className="tile__head">
        <Checkbox className="choice" isSelected={isPicked} isDisabled={isFull && !isPicked} onChange={onPick}>
          Compare<span className="visually-hidden"> video {number}</span>
        </Checkbox>
        <span className="quiet">
          {number} · seed {job.seed}
        </span>
      </div>
      <p className="tile__prompt" dir="auto">
        {job.prompt}
      </p>
      <Verdict job={job} number={number} />
      <div className="tile__foot">
        <MoreLikeThis job={job} number={number} />
        {session !== null && revision !== null && (
          <a className="button button--plain" href={hrefOf('tune', session, revision)}>
            Its words<span className="visually-hidden"> (video {number})</span>
          </a>
        )}
        <CopyJob job={job} name={`video ${number}`} />
        {job.video_url !== null && (
          <a className="button button--plain" href={job.video_url} download={`${job.id}.mp4`}>
            Download<span className="visually-hidden"> video {number}</span>
          </a>
        )}
      </div>
    </article>
  );
}
