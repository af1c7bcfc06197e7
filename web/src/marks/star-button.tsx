import './marks.css';
import { messageOf } from '../api/http.js';
import { useMarkJob } from '../api/queries.js';
import type { Job } from '../api/types.js';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { toast } from '../ui/toasts.js';

/** Stars a job, so that it keeps its files and is found again. */
export function StarButton({ job, name }: { job: Job; name: string }) {
  const mark = useMarkJob();
  return (
    <ToggleButton
      className="star"
      aria-label={`Star ${name}`}
      isSelected={job.starred}
      isDisabled={mark.isPending}
      onChange={(starred) =>
        mark.mutate(
          { id: job.id, marks: { starred } },
          { onError: (error) => toast(`The star was not kept: ${messageOf(error)}`, 'bad') },
        )
      }
    >
      <span aria-hidden="true">{job.starred ? '★' : '☆'}</span>
    </ToggleButton>
  );
}
