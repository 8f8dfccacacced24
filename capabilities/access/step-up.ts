import { problem } from '#platform/base/problem.ts'
import type { Actor } from './model.ts'

/** What concerns many people at once is done by whoever has just shown who they are. */
export const stepUpNeeded = problem(
  'step-up-needed',
  403,
  'Show once more that it is you, with your passkey or passphrase. Then do it again.',
)

export const STEP_UP_MS = 10 * 60_000

/**
 * Throws unless the actor gave a passkey or passphrase in the last ten minutes. Signing in is giving one, so it counts
 * for the first ten minutes of a session and no longer: a desk left open, or a cookie taken later, does no bulk act.
 */
export function assertSteppedUp({ steppedUpAt }: Pick<Actor, 'steppedUpAt'>, now: number): void {
  if (steppedUpAt === null || now - steppedUpAt >= STEP_UP_MS) throw stepUpNeeded()
}
