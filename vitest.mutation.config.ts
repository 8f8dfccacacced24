import { defineConfig } from 'vitest/config'

/** The tests that mutation testing may run: those that run in one process, without a browser or a server of their own. */
export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: ['checks/harness/cluster.ts'],
    // Where a change is to be noticed by, next to the code; `POSADA_MUTATION` adds the routes' own tests, which take far longer.
    include: [
      'platform/{vault,sealed,ledger,offline,simulation}/**/*.test.ts',
      'capabilities/registration/pages/phone/*.test.ts',
      'capabilities/registration/server/own-registration.test.ts',
      'capabilities/registration/rights/server/{erasing,own-rights,retention-job}.test.ts',
      ...(process.env.POSADA_MUTATION?.split(',') ?? []),
    ],
    testTimeout: 20_000,
  },
})
