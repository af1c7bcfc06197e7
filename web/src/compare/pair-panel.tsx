import '../tune/shown/diff-text.css';
import '../ui/choice.css';
import './pair-panel.css';
import { useState } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import type { Job } from '../api/types.js';
import { markChanges } from '../text/mark-changes.js';
import { differencesOf } from './differences.js';
import { WipeSlider } from './transport-bar.js';
import { useTrack } from './use-sync-player.js';

interface Props {
  left: Job;
  right: Job;
  numbers: readonly [number, number];
}

/** Two videos over each other with a wipe, or side by side, and in what they differ. */
export function PairPanel({ left, right, numbers }: Props) {
  const [isOver, setOver] = useState(true);
  return (
    <section className="panel pair" aria-labelledby="pair-title">
      <div className="pair__head">
        <h2 id="pair-title">
          Video {numbers[0]} and video {numbers[1]}
        </h2>
        <Checkbox className="choice" isSelected={!isOver} onChange={(next) => setOver(!next)}>
          Side by side
        </Checkbox>
      </div>
      {isOver ? (
        <Wipe left={left} right={right} numbers={numbers} />
      ) : (
        <SideBySide left={left} right={right} numbers={numbers} />
      )}
      <Differences left={left} right={right} numbers={numbers} />
    </section>
  );
}

function Wipe({ left, right, numbers }: Props) {
  const [percent, setPercent] = useState(50);
  const [isDifference, setDifference] = useState(false);
  return (
    <div className="wipe">
      <div
        className="wipe__stage"
        style={{ width: `min(100%, ${((70 * left.width) / left.height).toFixed(2)}vh)` }}
      >
        <PairVideo job={right} label={`Video ${numbers[1]}, on the right`} />
        <PairVideo
          job={left}
          label={`Video ${numbers[0]}, on the left`}
          {...(isDifference ? { blend: true } : { clip: percent })}
        />
        {!isDifference && <div className="wipe__line" style={{ insetInlineStart: `${percent}%` }} />}
      </div>
      <div className="wipe__tools">
        <WipeSlider percent={percent} onChange={setPercent} />
        <Checkbox className="choice" isSelected={isDifference} onChange={setDifference}>
          Show only what differs
        </Checkbox>
      </div>
    </div>
  );
}

function SideBySide({ left, right, numbers }: Props) {
  return (
    <div className="pair__sides">
      <PairVideo job={left} label={`Video ${numbers[0]}`} />
      <PairVideo job={right} label={`Video ${numbers[1]}`} />
    </div>
  );
}

interface VideoProps {
  job: Job;
  label: string;
  /** Percent of the width that is seen, from the left. */
  clip?: number;
  /** Black where the two are the same. */
  blend?: boolean;
}

function PairVideo({ job, label, clip, blend = false }: VideoProps) {
  const track = useTrack(job.fps);
  return (
    <video
      ref={track}
      className={blend ? 'pair__video pair__video--blend' : 'pair__video'}
      src={job.video_url ?? ''}
      muted
      playsInline
      preload="auto"
      width={job.width}
      height={job.height}
      aria-label={label}
      style={clip === undefined ? {} : { clipPath: `inset(0 ${100 - clip}% 0 0)` }}
    />
  );
}

function Differences({ left, right, numbers }: Props) {
  const rows = differencesOf(left, right);
  const words = markChanges(left.prompt, right.prompt);
  const isSameText = words.every(({ kind }) => kind === 'same');
  return (
    <div className="pair__differences">
      <h3 className="pair__title">What differs</h3>
      {isSameText ? (
        <p className="quiet">The words are the same.</p>
      ) : (
        <p className="diff" dir="auto">
          {words.map(({ kind, text }, index) => {
            if (kind === 'added') return <ins key={index}>{text}</ins>;
            return kind === 'removed' ? <del key={index}>{text}</del> : <span key={index}>{text}</span>;
          })}
        </p>
      )}
      {rows.length === 0 ? (
        <p className="quiet">All settings are the same.</p>
      ) : (
        <table className="pair__table">
          <thead>
            <tr>
              <td />
              <th scope="col">Video {numbers[0]}</th>
              <th scope="col">Video {numbers[1]}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                <td dir="auto">{row.left}</td>
                <td dir="auto">{row.right}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
