import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { answer, api } from '../api/http.js';
import { keys } from '../api/query-keys.js';
import type { Job } from '../api/types.js';
import { ProblemNote } from '../ui/problem-note.js';

const RATINGS = [1, 2, 3, 4, 5];

type Judgement = { starred: boolean } | { rating: number };

/** The star, which keeps a video, and the rating. */
export function Verdict({ job, number }: { job: Job; number: number }) {
  const client = useQueryClient();
  const judge = useMutation({
    scope: { id: `verdict-${job.id}` },
    mutationFn: (body: Judgement) =>
      answer(api.PATCH('/api/jobs/{id}', { params: { path: { id: job.id } }, body })),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.batches }),
        client.invalidateQueries({ queryKey: keys.jobs }),
        client.invalidateQueries({ queryKey: keys.job(job.id) }),
      ]),
  });
  // What was just said is seen at once; the answer confirms it.
  const wanted = judge.isPending ? judge.variables : undefined;
  const starred = wanted !== undefined && 'starred' in wanted ? wanted.starred : job.starred;
  const rating = wanted !== undefined && 'rating' in wanted ? wanted.rating : (job.rating ?? 0);
  return (
    <div className="verdict">
      <ToggleButton
        className="verdict__star"
        aria-label={`Star video ${number}`}
        isSelected={starred}
        onChange={(next) => judge.mutate({ starred: next })}
      >
        <span aria-hidden="true">{starred ? '★' : '☆'}</span>
      </ToggleButton>
      <ToggleButtonGroup
        className="verdict__rating"
        aria-label={`Rating of video ${number}`}
        selectionMode="single"
        selectedKeys={rating === 0 ? [] : [String(rating)]}
        onSelectionChange={(chosen) => {
          const [key] = chosen;
          judge.mutate({ rating: key === undefined ? 0 : Number(key) });
        }}
      >
        {RATINGS.map((value) => (
          <ToggleButton key={value} id={String(value)} className="verdict__mark" aria-label={`${value} of 5`}>
            {value}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <ProblemNote error={judge.error} what="Not kept" />
    </div>
  );
}
