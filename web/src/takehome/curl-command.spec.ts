import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sampleJob } from '../api/samples.js';
import { curlCommand as sut } from './curl-command.js';

const HOSTILE = `it's "quoted" $(touch /tmp/x) \`id\` \\ %s !! \n é 🐈 ; rm -rf / #`;

/** What a shell makes of the command, with another program in the place of curl. */
const words = (command: string): string[] =>
  execFileSync('sh', ['-c', `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }; ${command}`], {
    encoding: 'utf8',
    env: { REELSMITH_API_KEY: 'secret' },
  })
    .split('\0')
    .slice(0, -1);

describe('curlCommand', () => {
  it('says the same whatever the prompt holds, and runs nothing of it', () => {
    const job = sampleJob({ prompt: HOSTILE, negative_prompt: "don't", seed: 0, session_id: 's' });
    const [silent, url, , , , body = ''] = words(
      sut(job, { origin: 'http://127.0.0.1:8000', hasKey: false }),
    );
    expect([silent, url]).toEqual(['-s', 'http://127.0.0.1:8000/api/jobs']);
    expect(JSON.parse(body)).toMatchObject({
      prompt: HOSTILE,
      negative_prompt: "don't",
      seed: 0,
      session_id: 's',
      engine: 'onnx',
    });
  });

  it('names the key instead of writing it out', () => {
    const command = sut(sampleJob(), { origin: 'http://a', hasKey: true });
    expect(command).toContain('$REELSMITH_API_KEY');
    expect(words(command)).toContain('authorization: Bearer secret');
  });
});
