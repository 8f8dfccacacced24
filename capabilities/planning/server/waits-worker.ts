import type { CasesOfADay } from '../caseload-past.ts'
import { type PersonalWaits, personalWaits } from '../personal-wait.ts'

/** Runs the office's model in a thread of its own, once for each queue and night. */
export default ({ cases, today }: { cases: CasesOfADay[]; today: number }): PersonalWaits => personalWaits(cases, today)
