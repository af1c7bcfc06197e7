import { useMutation } from '@tanstack/react-query';
import { answer, api } from '../api/http.js';
import type { Job } from '../api/types.js';
import { pathOf, useGoTo } from '../shell/route.js';
import { Button } from '../ui/button.js';
import { ProblemNote } from '../ui/problem-note.js';

/** Goes to variations of the words behind a video; a video without a session gets one. */
export function MoreLikeThis({ job, number }: { job: Job; number: number }) {
  const goTo = useGoTo();
  const begin = useMutation({
    mutationFn: async ({ session_id: session, revision_id: revision, prompt }: Job) => {
      if (session !== null && revision !== null) return { session, revision };
      const begun = await answer(api.POST('/api/initialize', { body: { prompt } }));
      return { session: begun.session_id, revision: begun.revision_id };
    },
    onSuccess: ({ session, revision }) => goTo(pathOf('tune', session, revision, 'vary')),
  });
  return (
    <>
      <Button
        variant="plain"
        onPress={() => {
          if (!begin.isPending) begin.mutate(job);
        }}
      >
        More like this<span className="visually-hidden"> (video {number})</span>
      </Button>
      <ProblemNote error={begin.error} what="Could not vary it" />
    </>
  );
}
