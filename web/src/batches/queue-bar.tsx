import './queue-bar.css';
import { useState } from 'react';
import { useCancelJob, usePauseQueue, useQueue, useWaiting } from '../api/queries.js';
import type { Job } from '../api/types.js';
import { hrefOf } from '../shell/route.js';
import { count } from '../text/format.js';
import { DevicesStrip } from './devices-strip.js';
import { Button } from '../ui/button.js';
import { ProblemNote } from '../ui/problem-note.js';

/** How much waits and runs, in which order, and the switch that holds it. */
export function QueueBar() {
  const { data: queue } = useQueue();
  const pause = usePauseQueue();
  const [isOpen, setOpen] = useState(false);
  if (queue === undefined) return <DevicesStrip />;
  return (
    <section className="panel queue" aria-labelledby="queue-title" data-paused={queue.paused}>
      <div className="queue__head">
        <h2 className="queue__title" id="queue-title">
          Queue
        </h2>
        <p className="queue__state" role="status">
          {queue.paused && <span className="badge badge--warn">Paused</span>}{' '}
          <span className="quiet">
            {count(queue.running, 'job')} running, {queue.waiting} waiting
            {queue.paused && queue.waiting > 0 && '; none of these starts before you resume'}
          </span>
        </p>
        <div className="queue__actions">
          {queue.waiting > 0 && (
            <Button variant="plain" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
              {isOpen ? 'Hide the line' : 'Show the line'}
            </Button>
          )}
          <Button isPending={pause.isPending} onPress={() => pause.mutate(!queue.paused)}>
            {queue.paused ? 'Resume the queue' : 'Pause the queue'}
          </Button>
        </div>
      </div>
      <DevicesStrip />
      <ProblemNote error={pause.error} what={queue.paused ? 'Could not resume' : 'Could not pause'} />
      {isOpen && queue.waiting > 0 && <WaitingLine />}
    </section>
  );
}

function WaitingLine() {
  const { data, error } = useWaiting(true);
  const cancel = useCancelJob();
  return (
    <>
      <ProblemNote error={error ?? cancel.error} />
      <ol className="queue__line">
        {(data ?? []).map((job) => (
          <li key={job.id} className="queue__job">
            <span className="queue__place">{job.queue_position ?? '…'}</span>
            <span className="queue__prompt">{titleOf(job)}</span>
            <Button variant="plain" onPress={() => cancel.mutate(job.id)}>
              Cancel<span className="visually-hidden"> place {job.queue_position} in line</span>
            </Button>
          </li>
        ))}
      </ol>
    </>
  );
}

function titleOf(job: Job) {
  if (job.batch === null) return job.prompt;
  return <a href={hrefOf('run', job.batch.id)}>{job.prompt}</a>;
}
