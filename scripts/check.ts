/** `npm run check`: what must be green before every commit. */
import { conclude, runStaticChecks, runTests } from './steps.ts'

process.exitCode = conclude([await runStaticChecks(), await runTests('fast')])
