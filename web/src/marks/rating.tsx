import './marks.css';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import type { Job } from '../api/types.js';
import { useMarks } from './use-marks.js';

const RATINGS = [1, 2, 3, 4, 5];

/** One to five; pressing the one that is set takes it back. */
export function Rating({ job, name }: { job: Job; name: string }) {
  const { rating, mark } = useMarks(job);
  return (
    <ToggleButtonGroup
      className="rating"
      aria-label={`Rating of ${name}`}
      selectionMode="single"
      selectedKeys={rating === 0 ? [] : [String(rating)]}
      onSelectionChange={([key]) => mark({ rating: key === undefined ? 0 : Number(key) })}
    >
      {RATINGS.map((value) => (
        <ToggleButton key={value} id={String(value)} className="rating__value" aria-label={`${value} of 5`}>
          {value}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
