import * as z from 'zod/mini'
import { fact, Instant, Uuid } from '#capabilities/registration/model.ts'
import { problem } from '#platform/base/problem.ts'
import { endpoint } from '#platform/http/endpoint.ts'
import {
  CheckInEntry,
  CheckInReceipt,
  ConditionReport,
  GroupState,
  ShortCode,
  Stop,
  StopEntry,
  StopTotals,
} from './model.ts'

/** An authority's operation has no stops and no check-ins; no route of it reads any. */
export const notAJourney = problem('not-a-journey', 404, 'This operation is not a journey. It has no stops.')
/** Stops are entered when they were reached, never before: a plan in the wrong hands is a place to wait for people. */
export const stopNotReached = problem(
  'stop-not-reached',
  422,
  'A stop is entered when it was reached, never before. Give a time up to now.',
)
/** The id belongs to another stop. */
export const stopConflict = problem('stop-conflict', 409, 'A stop with this id was entered before with other content.')
export const stopUnknown = problem('stop-unknown', 404, 'This journey has no such stop.')

export const STOPS_MAX = 200
export const BATCH_ENTRIES_MAX = 200
/** Groups a phone is told about at once: more than one volunteer scans at a stop. */
export const GROUPS_MAX = 2_000

/** What a volunteer's phone keeps to work without a signal. */
export const readJourney = endpoint({
  method: 'GET',
  path: '/journeys/current',
  summary: 'The journey as a volunteer may know it: its open stops and the keys to believe. No totals.',
  reply: fact(
    z.object({
      operationId: Uuid,
      name: z.string(),
      practice: z.boolean(),
      /** The clock of this operation, which in practice is not today's. */
      now: Instant,
      /** Ed25519, 32 bytes, base64url: receipts are believed only under this key. */
      receiptPublicKey: z.string(),
      /** Ed25519, base64url: who issues this journey's cards. A card of another issuer is counted without its number. */
      issuerPublicKeys: z.array(z.string()),
      stops: z.array(Stop),
    }),
  ),
  problems: [notAJourney],
})

export const enterStop = endpoint({
  method: 'POST',
  path: '/journeys/stops',
  summary: 'Enter a stop that was reached. A time to come is refused.',
  body: StopEntry,
  reply: fact(Stop),
  problems: [notAJourney, stopNotReached, stopConflict],
})

/** Up to 200 counts of one phone, in any order. Repeating is harmless. An empty list only asks for the groups. */
export const sendCheckIns = endpoint({
  method: 'POST',
  path: '/journeys/check-ins',
  summary:
    'Send counts of one phone; each has its own outcome. Same id and content: same receipt. Other content: both kept.',
  bodyLimitBytes: 8 * 1024 * 1024,
  body: z.strictObject({
    /** Made by the phone, kept with its counts; it names no person. */
    deviceId: Uuid,
    /** The stop whose groups the phone shows. */
    stopId: z.nullable(Uuid),
    entries: z.array(CheckInEntry).check(z.maxLength(BATCH_ENTRIES_MAX)),
  }),
  reply: fact(
    z.object({
      outcomes: z.array(
        z.object({
          entryId: Uuid,
          /** `conflict`: kept beside the first, a person decides. `unknown-stop`: not taken; the phone keeps it. */
          status: z.enum(['received', 'conflict', 'unknown-stop']),
          receipt: z.nullable(CheckInReceipt),
        }),
      ),
      /** Of the groups this phone itself counted at that stop, whether all are here, whoever counted them. */
      groups: z.array(z.object({ code: ShortCode, state: GroupState })),
    }),
  ),
  problems: [notAJourney],
})

export const reportCondition = endpoint({
  method: 'POST',
  path: '/journeys/conditions',
  summary: 'Report that water, shade, beds or health care is missing at a stop. Repeating is harmless.',
  body: ConditionReport,
  reply: fact(z.object({ received: z.literal(true) })),
  problems: [notAJourney, stopUnknown],
})

export const readTotals = endpoint({
  method: 'GET',
  path: '/journeys/totals',
  summary:
    'Totals per stop, at the coordinator’s desk only. Nothing of a journey is published before 90 days after its end.',
  reply: fact(z.object({ asOf: Instant, stops: z.array(StopTotals) })),
  problems: [notAJourney],
})
