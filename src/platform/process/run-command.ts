import { execFile } from 'node:child_process';

/** Where system tools lie. The portal's own environment is not handed on. */
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/wsl/lib';
const MAX_OUTPUT_BYTES = 256 * 1024;

/**
 * Runs a system tool without a shell and returns its standard output; undefined if the tool does not exist, fails,
 * or takes too long.
 */
export function runCommand(
  file: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<string | undefined> {
  const options = {
    timeout: timeoutMs,
    maxBuffer: MAX_OUTPUT_BYTES,
    env: { PATH: SYSTEM_PATH },
    killSignal: 'SIGKILL' as const,
  };
  return new Promise((resolve) => {
    execFile(file, [...args], options, (error, stdout) => resolve(error === null ? stdout : undefined));
  });
}
