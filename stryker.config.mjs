/**
 * Tests of the tests (`npm run mutation`, about an hour): what keeps people safe is changed on purpose, and a test must
 * notice. `npm run mutation -- --mutate platform/ledger/merkle.ts` takes one file.
 */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: true },
  plugins: ['@stryker-mutator/vitest-runner'],
  // TypeScript 7 has no programming interface for the rewriting of this file, and nothing here needs it.
  tsconfigFile: 'none',
  mutate: [
    'platform/vault/*.ts',
    'platform/sealed/{fingerprint,record,recovery-words}.ts',
    'platform/ledger/{audit,entry,head,merkle,sealing,verifying}.ts',
    'platform/offline/{box,outbox}.ts',
    'capabilities/registration/pages/phone/{entry,sending}.ts',
    // Consent, erasure, and the job that ends what is older than its period.
    'capabilities/registration/server/{erasure-ledger,own-registration,queries-own}.ts',
    'capabilities/registration/rights/retention.ts',
    'capabilities/registration/rights/server/{erasing,own-rights,retention-job}.ts',
    'capabilities/registration/rights/server/queries-{erasing,retention,rights}.ts',
    '!**/*.test.ts',
    // They run in threads of their own, where a change made here does not reach.
    '!platform/vault/*-worker.ts',
  ],
  coverageAnalysis: 'perTest',
  // Changes to what is worked out once, when a module loads, would each need a process of their own.
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 6_000,
  tempDirName: '.cache/stryker',
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: 'artefacts/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  allowConsoleColors: false,
  ignorePatterns: ['dist', 'artefacts', 'data'],
}
