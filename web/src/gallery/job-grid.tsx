import './job-grid.css';
import { type KeyboardEvent, memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Job } from '../api/types.js';
import { hrefOf } from '../shell/route.js';
import { JOB_STATE_TEXT, moment, stageText } from '../text/format.js';
import type { GalleryList } from './gallery-list.js';
import { type Box, layoutOf, stepTo } from './windowed.js';

/** As in the style sheet: every tile is as high as every other, so that places follow from numbers. */
const TILE = { minWidth: 190, height: 236 };
/** The next page is read when so few rows are left below. */
const READ_AHEAD_ROWS = 6;

interface Props {
  list: GalleryList;
  onNearEnd: () => void;
}

/** A list of any length, of which only the rows in view are on the page. */
export function JobGrid({ list, onNearEnd }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const box = useBox(scroller);
  const [wanted, setWanted] = useState<number | undefined>(undefined);
  const count = list.jobs.length;
  const { columns, rows, from, to, lastSeen } = layoutOf(count, box, TILE);

  useEffect(() => {
    if (lastSeen + READ_AHEAD_ROWS >= rows) onNearEnd();
  }, [lastSeen, rows, onNearEnd]);

  // The tile that the keys lead to is on the page only after scrolling there.
  useEffect(() => {
    if (wanted === undefined) return;
    const tile = scroller.current?.querySelector<HTMLElement>(`[data-index="${wanted}"]`);
    if (tile === null || tile === undefined) return;
    tile.focus();
    setWanted(undefined);
  }, [wanted, from, to]);

  const onKeyDown = (event: KeyboardEvent) => {
    const index = Number((event.target as HTMLElement).dataset['index'] ?? Number.NaN);
    const target = Number.isNaN(index) ? undefined : stepTo(event.key, index, count, columns);
    if (target === undefined) return;
    event.preventDefault();
    bringIntoView(scroller.current, Math.floor(target / columns));
    setWanted(target);
  };

  const shown = list.jobs.slice(from * columns, to * columns);
  return (
    <div className="grid" ref={scroller}>
      <ul
        className="grid__tiles"
        aria-label="Jobs, newest first"
        style={{
          paddingBlockStart: from * TILE.height,
          blockSize: rows * TILE.height,
          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          gridAutoRows: TILE.height,
        }}
        onKeyDown={onKeyDown}
      >
        {shown.map((job, place) => (
          <JobTile
            key={job.id}
            job={job}
            index={from * columns + place}
            total={list.cursor === null ? count : -1}
          />
        ))}
      </ul>
    </div>
  );
}

interface TileProps {
  job: Job;
  index: number;
  /** -1 while it is not known. */
  total: number;
}

const JobTile = memo(function JobTile({ job, index, total }: TileProps) {
  return (
    <li className="tile-place" aria-setsize={total} aria-posinset={index + 1}>
      <a
        className="tile"
        href={hrefOf('gallery', job.id)}
        data-index={index}
        data-job={job.id}
        data-state={job.state}
      >
        <span className="tile__stage">
          <TilePicture job={job} />
        </span>
        <span className="tile__prompt">{job.prompt}</span>
        <span className="tile__facts quiet">
          {moment(job.created_at, new Date())} · {job.engine}
          {job.rating !== null && ` · ${job.rating}/5`}
          {job.starred && (
            <>
              {' '}
              <span aria-hidden="true">★</span>
              <span className="visually-hidden">starred</span>
            </>
          )}
        </span>
      </a>
    </li>
  );
});

function TilePicture({ job }: { job: Job }) {
  if (job.poster_url !== null) return <img src={job.poster_url} alt="" loading="lazy" decoding="async" />;
  if (job.state === 'running' && job.progress !== null) return <span>{stageText(job.progress)}</span>;
  return <span>{job.files_removed === null ? JOB_STATE_TEXT[job.state] : 'Files removed'}</span>;
}

function bringIntoView(scroller: HTMLElement | null, row: number): void {
  if (scroller === null) return;
  const top = row * TILE.height;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + TILE.height > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = top + TILE.height - scroller.clientHeight;
}

/** Size and place of what scrolls, at most once a frame. */
function useBox(scroller: React.RefObject<HTMLElement | null>): Box {
  const [box, setBox] = useState<Box>({ width: 0, height: 0, scrollTop: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    let frame = 0;
    const look = () => {
      frame = 0;
      setBox({ width: element.clientWidth, height: element.clientHeight, scrollTop: element.scrollTop });
    };
    const later = () => {
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    look();
    element.addEventListener('scroll', later, { passive: true });
    const observer = new ResizeObserver(later);
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener('scroll', later);
      observer.disconnect();
    };
  }, [scroller]);
  return box;
}
