import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Only what hangs should reach these: how fast a machine is, no test says.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'src/**/*.spec.ts',
            'web/src/**/*.spec.ts',
            'bench/**/*.spec.ts',
            'test/support/**/*.spec.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'medium',
          include: ['test/{contract,medium}/**/*.medium-spec.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e-spec.ts'],
          testTimeout: 120_000,
        },
      },
    ],
  },
});
