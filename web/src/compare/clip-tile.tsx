import '../ui/card.css';
import '../ui/choice.css';
import './clip-tile.css';
import { Checkbox } from 'react-aria-components/Checkbox';
import type { Job } from '../api/types.js';
import { Rating } from '../marks/rating.js';
import { StarButton } from '../marks/star-button.js';
import { hrefOf } from '../shell/route.js';
import { CopyJob } from '../takehome/copy-job.js';
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
export function ClipTile({ job, number, isPicked, isFull, onPick }: Props) {
  const track = useTrack(job.fps);
  const { session_id: session, revision_id: revision } = job;
  return (
    <article
      className={isPicked ? 'card card--picked clip' : 'card clip'}
      aria-label={`Video ${number}`}
      data-tile={job.id}
    >
      <video
        ref={track}
        className="clip__video"
        src={job.video_url ?? ''}
        muted
        playsInline
        preload="auto"
        width={job.width}
        height={job.height}
        aria-label={`Video ${number}: ${job.prompt.slice(0, 120)}`}
      />
      <div className="card__head">
        <Checkbox className="choice" isSelected={isPicked} isDisabled={isFull && !isPicked} onChange={onPick}>
          Compare<span className="visually-hidden"> video {number}</span>
        </Checkbox>
        <span className="quiet">
          {number} · seed {job.seed}
        </span>
      </div>
      <p className="clip__prompt" dir="auto">
        {job.prompt}
      </p>
      <div className="clip__marks">
        <StarButton job={job} name={`video ${number}`} />
        <Rating job={job} name={`video ${number}`} />
      </div>
      <div className="card__foot">
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
