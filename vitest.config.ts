import { defineConfig } from 'vitest/config'

const everywhere = ['apps', 'capabilities', 'platform', 'checks', 'scripts']
const filesNamed = (ending: string) => everywhere.map((folder) => `${folder}/**/*.${ending}`)

const ATTACKS = ['checks/attacks/**/*.test.ts']

const shared = {
  environment: 'node' as const,
  globalSetup: ['checks/harness/cluster.ts'],
  // One test file at a time per core: the database and Chromium need the rest. Tests that wait for processes and locks take one more.
  maxWorkers: 2,
  silent: 'passed-only' as const,
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'fast',
          maxWorkers: 3,
          include: filesNamed('test.ts'),
          exclude: ATTACKS,
          testTimeout: 20_000,
        },
      },
      // Whole processes started, killed, cut off: minutes in all, so they wait for `npm test`.
      {
        test: {
          ...shared,
          name: 'faults',
          maxWorkers: 3,
          include: [...filesNamed('faults.ts'), ...ATTACKS],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          // A page follows what was pressed by a moment.
          expect: { poll: { timeout: 5_000 } },
          include: filesNamed('browser.ts'),
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'soak',
          include: filesNamed('soak.ts'),
          fileParallelism: false,
          testTimeout: 1_800_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
