import type * as z from 'zod/mini'
import type { CallResult } from '#platform/http/client.ts'
import type { RegistrationStatus, readHeld } from '../../contract.ts'

export type Status = z.infer<typeof RegistrationStatus>
export type Held = z.infer<typeof readHeld.reply>

/** The sentence for an answer that is none, as a message key. */
export function refusalKey(result: Exclude<CallResult<unknown>, { kind: 'ok' }>): string {
  if (result.kind === 'offline') return 'registration_needs_signal_now'
  if (result.problem.status === 429) return 'registration_code_too_many'
  if (result.problem.status === 423) return 'registration_locked_now'
  return 'registration_code_nothing_found'
}
