import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const everywhere = ['apps', 'capabilities', 'platform', 'checks', 'scripts']
const filesNamed = (ending: string) => everywhere.map((folder) => `${folder}/**/*.${ending}`)

const ATTACKS = ['checks/attacks/**/*.test.ts']
/** They put something else in the place of a module, or ask for the real one, and so need modules of their own. */
const WITH_OWN_MODULES = [
  ...['custodian-keys', 'open-envelope', 'vault', 'wiping'].map((name) => `platform/vault/${name}.test.ts`),
  // It watches what the engine is given, and this one looks at every statement there is in its process.
  ...['platform/sealed/record-form.test.ts', 'platform/database/isolation.test.ts'],
]

/** What takes longest begins first: nothing long is left alone at the end, with one core idle. */
const LONGEST = [
  ...['simulation.faults.ts', 'kills.test.ts', 'migrations-killed.test.ts', 'restoring.test.ts'],
  ...['pages.browser.ts', 'self-registration.browser.ts', 'desk.browser.ts', 'one-phone.browser.ts'],
]
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}`))
      return rank < 0 ? LONGEST.length : rank
    }
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}

const shared = {
  environment: 'node' as const,
  globalSetup: ['checks/harness/cluster.ts'],
  setupFiles: ['checks/harness/uncollected.ts'],
  // One test file at a time per core: the database and Chromium need the rest. Tests that wait for processes and locks take one more.
  maxWorkers: 2,
  silent: 'passed-only' as const,
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...shared,
          name: 'fast',
          maxWorkers: 3,
          // Loading the whole product anew for each file took a third of the time.
          isolate: false,
          include: filesNamed('test.ts'),
          exclude: [...ATTACKS, ...WITH_OWN_MODULES],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'fast-own-modules',
          maxWorkers: 3,
          include: WITH_OWN_MODULES,
          testTimeout: 20_000,
        },
      },
      // Whole processes started, killed, cut off: minutes in all, so they wait for `npm test`.
      {
        test: {
          ...shared,
          name: 'faults',
          include: [...filesNamed('faults.ts'), ...ATTACKS],
          testTimeout: 240_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          isolate: false,
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
