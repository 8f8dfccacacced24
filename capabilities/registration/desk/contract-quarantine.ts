import * as z from 'zod/mini'
import { endpoint } from '#platform/http/endpoint.ts'
import { fact, Instant, Uuid } from '../model.ts'

/** One call moves so many at most; the page goes on until none is left. */
export const QUARANTINE_MOVED_MAX = 200

export const readQuarantine = endpoint({
  method: 'GET',
  path: '/desk/quarantine',
  summary: 'How much is in quarantine, and how much was refused at the door since the server started. Numbers only.',
  reply: fact(
    z.object({
      quarantined: z.int(),
      setAside: z.int(),
      refused: z.object({
        since: Instant,
        noInvitation: z.int(),
        malformed: z.int(),
        /** Unchanged and already here: answered with the same receipt, without effect. */
        sentAgain: z.int(),
      }),
      now: Instant,
    }),
  ),
})

export const QuarantineMove = z.strictObject({
  from: z.enum(['quarantined', 'set-aside']),
  to: z.enum(['quarantined', 'set-aside', 'households']),
  /** Null: all that came until then, oldest first. */
  ids: z.nullable(z.array(Uuid).check(z.minLength(1), z.maxLength(QUARANTINE_MOVED_MAX))),
  until: Instant,
})
export type QuarantineMove = z.infer<typeof QuarantineMove>

export const moveQuarantined = endpoint({
  method: 'POST',
  path: '/desk/quarantine',
  summary: `Set aside what is in quarantine, take that back, or bring households back to the others; ${QUARANTINE_MOVED_MAX} a call.`,
  body: QuarantineMove,
  reply: fact(z.object({ moved: z.int(), isMore: z.boolean() })),
})
