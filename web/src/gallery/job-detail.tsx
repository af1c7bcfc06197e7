import './job-detail.css';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/api-error.js';
import { randomKey } from '../api/idempotency.js';
import { portal } from '../api/portal.js';
import { useCancelJob, useJob, useTakeJob } from '../api/queries.js';
import type { Job } from '../api/types.js';
import { JobStage } from '../batches/job-stage.js';
import { JobTimes } from '../batches/job-times.js';
import { settingsOf } from '../draft/batch-body.js';
import { handPrompts } from '../draft/draft-store.js';
import { Rating } from '../marks/rating.js';
import { StarButton } from '../marks/star-button.js';
import { hrefOf, pathOf, useGoTo } from '../shell/route.js';
import { isFinal, JOB_STATE_TEXT, moment } from '../text/format.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { ProblemNote } from '../ui/problem-note.js';
import { toast } from '../ui/toasts.js';
import { useNow } from '../ui/use-now.js';

/** One job in full, over the page. */
export function JobDetail({ jobId, onClose }: { jobId: string; onClose: () => void }) {
  const { data: job, error } = useJob(jobId);
  const isUnknown = error instanceof ApiError && error.status === 404;
  return (
    <Dialog
      title={job === undefined ? 'Job' : JOB_STATE_TEXT[job.state]}
      isOpen
      onClose={onClose}
      size="wide"
    >
      {job === undefined && error === null && <p className="quiet">Reading the job…</p>}
      {isUnknown && <p className="note">There is no such job here.</p>}
      {!isUnknown && <ProblemNote error={error} what="Could not read the job" />}
      {job !== undefined && <Detail job={job} onClose={onClose} />}
    </Dialog>
  );
}

function Detail({ job, onClose }: { job: Job; onClose: () => void }) {
  const now = useNow(!isFinal(job.state));
  return (
    <div className="detail" data-job-detail={job.id}>
      <div className="detail__stage">
        <JobStage job={job} number={1} isPaused={false} />
      </div>
      <div className="detail__text">
        <p className="detail__prompt">{job.prompt}</p>
        <JobTimes job={job} now={now} />
        <div className="detail__marks">
          <StarButton job={job} name="this job" />
          <Rating job={job} name="this job" />
        </div>
        <Facts job={job} now={now} />
        <DetailActions job={job} onClose={onClose} />
      </div>
    </div>
  );
}

function Facts({ job, now }: { job: Job; now: number }) {
  const rows: [string, string][] = [
    ['Engine', job.model === null ? job.engine : `${job.engine}, ${job.model}`],
    ['Device', job.device ?? 'none yet'],
    ['Size', `${job.width}×${job.height}`],
    ['Frames', `${job.num_frames} at ${job.fps}/s`],
    ['Steps', String(job.steps)],
    ['Guidance', String(job.guidance_scale)],
    ['Seed', String(job.seed)],
    ['Submitted', moment(job.created_at, new Date(now))],
  ];
  if (job.negative_prompt !== '') rows.push(['Without', job.negative_prompt]);
  return (
    <dl className="detail__facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function DetailActions({ job, onClose }: { job: Job; onClose: () => void }) {
  const goTo = useGoTo();
  const cancel = useCancelJob();
  const retry = useRetryJob();
  const file = job.video_url ?? job.image_url;
  const reuse = () => {
    handPrompts([{ text: job.prompt, settings: settingsOf(job) }]);
    goTo(pathOf('run'));
  };
  return (
    <>
      <div className="detail__actions">
        {file !== null && (
          <a className="button button--primary" href={file} download>
            Save
          </a>
        )}
        <Button onPress={reuse}>Use again</Button>
        {isFinal(job.state) && (
          <Button isPending={retry.isPending} onPress={() => retry.mutate(job.id)}>
            Run once more
          </Button>
        )}
        {!isFinal(job.state) && (
          <Button
            isPending={cancel.isPending}
            isDisabled={job.cancel_requested}
            onPress={() => cancel.mutate(job.id)}
          >
            Cancel
          </Button>
        )}
        {job.batch !== null && (
          <a className="button" href={hrefOf('run', job.batch.id)} onClick={onClose}>
            Its batch
          </a>
        )}
        {file !== null && <DeleteFiles job={job} />}
      </div>
      <ProblemNote error={cancel.error ?? retry.error} />
    </>
  );
}

function useRetryJob() {
  const goTo = useGoTo();
  const take = useTakeJob();
  // One key for as long as this window is open: pressing again after a lost answer makes no second job.
  const [key] = useState(randomKey);
  return useMutation({
    mutationFn: (id: string) => portal.retryJob(id, key),
    onSuccess: (job) => {
      take(job);
      toast('The same request is on its way as a new job.');
      goTo(pathOf('gallery', job.id));
    },
  });
}

/** Two steps: what is deleted cannot be brought back. */
function DeleteFiles({ job }: { job: Job }) {
  const [isSure, setSure] = useState(false);
  const take = useTakeJob();
  const remove = useMutation({ mutationFn: () => portal.removeFiles(job.id), onSuccess: take });
  return (
    <>
      {isSure ? (
        <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate()}>
          Delete for good
        </Button>
      ) : (
        <Button onPress={() => setSure(true)}>Delete the files</Button>
      )}
      <ProblemNote error={remove.error} what="Could not delete" />
    </>
  );
}
