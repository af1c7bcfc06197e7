import { describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';

describe('runCommand', () => {
  it('gives what the tool wrote', async () => {
    expect(await runCommand('echo', ['$HOME; `id`'], 5000)).toBe('$HOME; `id`\n');
  });

  it('hands on nothing of the environment but a path', async () => {
    expect(await runCommand('env', [], 5000)).toMatch(/^PATH=[^\n]*\n$/);
  });

  it.each([
    ['does not exist', 'no-such-tool-here', []],
    ['fails', 'false', []],
    ['takes too long', 'sleep', ['30']],
  ])('gives nothing if the tool %s', async (_, file, args) => {
    expect(await runCommand(file, args, 300)).toBeUndefined();
  });
});
