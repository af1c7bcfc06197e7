import './marks.css';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import type { Job } from '../api/types.js';
import { useMarks } from './use-marks.js';

/** Stars a job, so that it keeps its files and is found again. */
export function StarButton({ job, name }: { job: Job; name: string }) {
  const { starred, mark } = useMarks(job);
  return (
    <ToggleButton
      className="star"
      aria-label={`Star ${name}`}
      isSelected={starred}
      onChange={(wanted) => mark({ starred: wanted })}
    >
      <span aria-hidden="true">{starred ? '★' : '☆'}</span>
    </ToggleButton>
  );
}
