import { messageOf } from '../api/http.js';
import { useMarkJob } from '../api/queries.js';
import type { Job, JobMarks } from '../api/types.js';
import { toast } from '../ui/toasts.js';

/**
 * What a person thinks of a job: at once as it was said, until the answer confirms it. Never disabled meanwhile, so that
 * the keyboard does not lose its place; one change is sent after the other.
 */
export function useMarks(job: Job): Required<JobMarks> & { mark: (marks: JobMarks) => void } {
  const { mutate, isPending, variables } = useMarkJob(job.id);
  const known = { starred: job.starred, rating: job.rating ?? 0 };
  return {
    ...known,
    ...(isPending ? variables : {}),
    mark: (marks) =>
      mutate(marks, {
        onError: (error) => toast(`What you said of this video was not kept: ${messageOf(error)}`, 'bad'),
      }),
  };
}
