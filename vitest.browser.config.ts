import { defineConfig } from 'vitest/config';

/** Tests of the built page on the built server, in a real Chromium. Apart from the rest: not every machine has one. */
export default defineConfig({
  test: {
    name: 'browser',
    include: ['test/browser/**/*.browser-spec.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    fileParallelism: false,
  },
});
