/** `npm test`: all checks and tests but the long ones; `--soak` runs those alone. Ends with `N passed, M failed`. */
import { findChromium } from './chromium.mjs'
import { conclude, type Outcome, runStaticChecks, runTests } from './steps.ts'

const outcomes: Outcome[] = []
if (process.argv.includes('--soak')) {
  outcomes.push(await runTests('soak'))
} else {
  outcomes.push(await runTests('fast'))
  // Faults wait a lot, for processes that start and end: meanwhile a core reads the program.
  outcomes.push(...(await Promise.all([runStaticChecks(), runTests('faults')])))
  if (!findChromium()) process.stdout.write('No Chromium was found: the browser tests are skipped.\n')
  // After the others: they measure, and must have the machine to themselves.
  outcomes.push(await runTests('browser'))
}
process.exitCode = conclude(outcomes)
