import { apiKey } from '../api/api-key.js';
import type { Job } from '../api/types.js';
import { CopyButton } from '../ui/copy-button.js';
import { curlCommand } from './curl-command.js';

/** Copies what a job was made of: its words, or the command that makes it again. */
export function CopyJob({ job, name }: { job: Job; name: string }) {
  const command = () => curlCommand(job, { origin: location.origin, hasKey: apiKey.get() !== '' });
  return (
    <>
      <CopyButton variant="plain" label="Copy prompt" text={job.prompt} what={`of ${name}`} />
      <CopyButton variant="plain" label="Copy curl" text={command} what={`of ${name}`} />
    </>
  );
}
