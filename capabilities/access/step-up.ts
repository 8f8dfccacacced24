import { problem } from '#platform/base/problem.ts'
import type { Actor } from './model.ts'

/** What concerns many people at once is done by whoever has just shown who they are. */
export const stepUpNeeded = problem(
  'step-up-needed',
  403,
  'Show once more that it is you, with your passkey or passphrase. Then do it again.',
)

export const STEP_UP_MS = 10 * 60_000
/** For what would lock the owner out of their own account: no desk that was left a moment ago will do. */
export const STEP_UP_JUST_NOW_MS = 60_000

/**
 * Throws unless the actor gave a passkey or passphrase in the last ten minutes. Signing in is giving one, so it counts
 * for the first ten minutes of a session and no longer: a desk left open, or a cookie taken later, does no bulk act.
 */
export function assertSteppedUp(
  { steppedUpAt }: Pick<Actor, 'steppedUpAt'>,
  now: number,
  withinMs: number = STEP_UP_MS,
): void {
  if (steppedUpAt === null || now - steppedUpAt >= withinMs) throw stepUpNeeded()
}
