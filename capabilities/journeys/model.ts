import * as z from 'zod/mini'
import { parseShortCode } from '#capabilities/proof/short-code.ts'
import { HOUSEHOLD_SIZE_MAX, Instant, Uuid } from '#capabilities/registration/model.ts'
import { classed } from '#platform/base/field-class.ts'
import { plainText } from '#platform/base/text.ts'

/** How long a check-in knows its household, its phone and its place. */
export const CHECK_IN_LIFE_MS = 72 * 3_600_000
/** A stop closes an hour before that, because the job that closes it runs once an hour. */
export const STOP_OPEN_MS = CHECK_IN_LIFE_MS - 3_600_000
export const NAMELESS_PEOPLE_MAX = 500

/** The code under a card's QR, or on a tear-off token; exactly as `parseShortCode` writes it. */
export const ShortCode = z.string().check(
  z.maxLength(12),
  z.refine((text) => parseShortCode(text) === text, { error: 'not-a-short-code' }),
)

const StopName = plainText(80)

/** A place the journey has reached. */
export const Stop = z.object({
  id: Uuid,
  /** First, second, third stop of the journey. */
  ordinal: z.int(),
  name: StopName,
  reachedAt: Instant,
  /** A closed stop takes no more counts that can be told apart; enter the place again for a new count. */
  closed: z.boolean(),
})
export type Stop = z.infer<typeof Stop>

/** What a coordinator enters when the journey has reached a place. */
export const StopEntry = z.strictObject({ id: Uuid, name: StopName, reachedAt: Instant })
export type StopEntry = z.infer<typeof StopEntry>

const common = { id: Uuid, stopId: Uuid, madeAt: Instant }

/** A household seen at a stop by its card or its tear-off token: how many of it are here. The newest count stands. */
const HouseholdCheckIn = z.strictObject({
  kind: z.literal('household'),
  ...common,
  code: ShortCode,
  /** As the card says it; null where only a code was typed. */
  sizeOnCard: z.nullable(z.int().check(z.minimum(1), z.maximum(HOUSEHOLD_SIZE_MAX))),
  people: z.int().check(z.minimum(1), z.maximum(HOUSEHOLD_SIZE_MAX)),
})
/** People without a card: a number, nothing else. */
const NamelessCheckIn = z.strictObject({
  kind: z.literal('nameless'),
  ...common,
  people: z.int().check(z.minimum(1), z.maximum(NAMELESS_PEOPLE_MAX)),
})
/** Takes back a check-in of the same phone. */
const UndoneCheckIn = z.strictObject({ kind: z.literal('undo'), ...common, undoes: Uuid })

/** One press of a volunteer, with an id made on the phone: sending again has no second effect. */
export const CheckInEntry = z.discriminatedUnion('kind', [HouseholdCheckIn, NamelessCheckIn, UndoneCheckIn])
export type CheckInEntry = z.infer<typeof CheckInEntry>

export const conditionKinds = ['water', 'heat', 'beds', 'health'] as const
export type ConditionKind = (typeof conditionKinds)[number]
/** Something is missing at a stop. About the place, never about a person. */
export const ConditionReport = z.strictObject({ id: Uuid, stopId: Uuid, kind: z.enum(conditionKinds), at: Instant })
export type ConditionReport = z.infer<typeof ConditionReport>

/** Whether all of a household were counted at a stop; `not-known` where nobody has said how many they are. */
export const GroupState = z.enum(['complete', 'someone-missing', 'not-known'])
export type GroupState = z.infer<typeof GroupState>

/** The text whose SHA-256 is an entry's content hash: every field in a fixed order, on the phone and on the server. */
export function checkInHashInput(deviceId: string, entry: CheckInEntry): string {
  const { id, stopId, madeAt } = entry
  const content =
    entry.kind === 'household'
      ? [entry.code, entry.sizeOnCard, entry.people]
      : entry.kind === 'nameless'
        ? [entry.people]
        : [entry.undoes]
  return JSON.stringify(['posada-check-in-1', deviceId, entry.kind, id, stopId, madeAt, ...content])
}

/** What the phone waits for before it lets go of an entry. An HTTP 200 alone is none. */
export const CheckInReceipt = z.object({
  operationId: Uuid,
  entryId: Uuid,
  contentHash: z.string(),
  receivedAt: Instant,
  /** `counted`: in the totals of its stop. `late`: its stop had closed; added to the late ones, without a household. */
  status: z.enum(['counted', 'late']),
  /** Ed25519 over `checkInReceiptText`, by the operation's receipt key. */
  signature: classed('public', z.string()),
})
export type CheckInReceipt = z.infer<typeof CheckInReceipt>

/** What the server signs and the phone checks. */
export const checkInReceiptText = (receipt: Omit<CheckInReceipt, 'signature'>): string =>
  [
    'posada-check-in-receipt-1',
    receipt.operationId,
    receipt.entryId,
    receipt.contentHash,
    receipt.receivedAt,
    receipt.status,
  ].join('\n')

const Count = z.int().check(z.minimum(0))

/** What the coordinator's desk knows of a stop. */
export const StopTotals = z.object({
  stop: Stop,
  people: Count,
  households: Count,
  adults: Count,
  children: Count,
  /** Counted, but of a household that is incomplete or unknown here, or of unknown age. */
  ageNotKnown: Count,
  householdsIncomplete: Count,
  nameless: Count,
  latePeople: Count,
  /** Seen here but not (or fewer of them) at the next stop reached; null while there is none. */
  notSeenNext: z.nullable(z.object({ households: Count, people: Count })),
  conditions: z.array(z.object({ kind: z.enum(conditionKinds), reports: Count, lastSeenAt: Instant })),
  /** Entries that came twice with different content; the first is in the totals. */
  conflicts: Count,
})
export type StopTotals = z.infer<typeof StopTotals>
