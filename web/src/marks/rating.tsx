import './marks.css';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { messageOf } from '../api/http.js';
import { useMarkJob } from '../api/queries.js';
import type { Job } from '../api/types.js';
import { toast } from '../ui/toasts.js';

const RATINGS = [1, 2, 3, 4, 5] as const;

/** One to five; pressing the one that is set takes it back. */
export function Rating({ job, name }: { job: Job; name: string }) {
  const mark = useMarkJob();
  const rating = job.rating ?? 0;
  const rate = (wanted: number) =>
    mark.mutate(
      { id: job.id, marks: { rating: wanted === rating ? 0 : wanted } },
      { onError: (error) => toast(`The rating was not kept: ${messageOf(error)}`, 'bad') },
    );
  return (
    <div className="rating" role="group" aria-label={`Rating of ${name}`}>
      {RATINGS.map((value) => (
        <ToggleButton
          key={value}
          className="rating__value"
          aria-label={`${value} of 5`}
          isSelected={value === rating}
          isDisabled={mark.isPending}
          onChange={() => rate(value)}
        >
          <span aria-hidden="true" className={value <= rating ? 'rating__on' : 'rating__off'} />
        </ToggleButton>
      ))}
    </div>
  );
}
