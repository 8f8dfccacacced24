import { newId } from '#platform/base/ids.ts'
import { addDays, type PlainDate } from '#platform/base/plain-date.ts'
import type { Tx } from '#platform/database/connect.ts'
import { localDay } from '../calendar.ts'
import type { HeardBy, Language } from '../model.ts'
import { findOffice, listResources, listSites } from './queries-office.ts'
import { deleteOthers, listHeard, type NewWait, upsertWaits } from './queries-waiting.ts'
import type { AppointmentServices } from './work.ts'

/** A claim that needs a meeting, as whoever keeps claims hands it over. */
export type WaitingClaim = {
  id: string
  meeting: 'interview' | 'hearing'
  householdId: string
  siteId: string | null
  assignedTo: string | null
  language: string
  childAlone: boolean
  beganOn: PlainDate
  heardBy: HeardBy
  special: boolean
  dueOn: PlainDate | null
}
export type ListWaitingClaims = (
  tx: Tx,
  ask: { after: string | null },
) => Promise<{ claims: WaitingClaim[]; next: string | null }>

type Services = Pick<AppointmentServices, 'db' | 'clock' | 'random' | 'waitingClaims'>

const HOUSEHOLDS_AT_ONCE = 500
/** A limit that ends so soon makes a claim more urgent. */
const SOON_DAYS = 7
/** Whoever was heard so lately waits for the office to record it, and for nothing else. */
const HEARD_DAYS = 30

/**
 * The waiting list of a place as its claims say: a household waits once for a purpose, for all of its claims. What a desk put there is left
 * alone. Each page and each batch is a transaction of its own, so that nobody waits for it.
 */
export async function readClaims(
  services: Services,
  { operationId, siteId }: { operationId: string; siteId: string },
  onPage: () => void,
): Promise<void> {
  const waiting = { interview: new Map<string, WaitingClaim[]>(), hearing: new Map<string, WaitingClaim[]>() }
  for (let after: string | null | undefined; after !== null; ) {
    const from: string | null = after ?? null
    const page = await services.db.transaction(operationId, (tx) => services.waitingClaims(tx, { after: from }))
    for (const claim of page.claims) {
      const households = waiting[claim.meeting]
      if (claim.siteId === null || claim.siteId === siteId)
        households.set(claim.householdId, [...(households.get(claim.householdId) ?? []), claim])
    }
    after = page.next
    onPage()
  }
  for (const purpose of ['interview', 'hearing'] as const) {
    const all = [...waiting[purpose]]
    for (let from = 0; from < all.length; from += HOUSEHOLDS_AT_ONCE)
      await services.db.transaction(operationId, (tx) =>
        putOnList(services, tx, siteId, purpose, all.slice(from, from + HOUSEHOLDS_AT_ONCE)),
      )
    const groupIds = [...waiting[purpose].keys()]
    await services.db.scoped(operationId, deleteOthers, { operationId, siteId, purpose, groupIds })
  }
}

/** The list of every place that has a calendar, once an hour: what a desk reads is not older than that. */
export async function readClaimsEverywhere(services: Services, operationId: string): Promise<void> {
  const sites = await services.db.scoped(operationId, listSites, { operationId })
  for (const { siteId, timeZone } of sites) if (timeZone) await readClaims(services, { operationId, siteId }, () => {})
}

async function putOnList(
  { clock, random }: Pick<AppointmentServices, 'clock' | 'random'>,
  tx: Tx,
  siteId: string,
  purpose: 'interview' | 'hearing',
  households: readonly (readonly [string, readonly WaitingClaim[]])[],
): Promise<void> {
  const { operationId } = tx
  const [office] = await tx.run(findOffice, { operationId, siteId })
  if (!office) return
  const today = localDay(clock(), office.timeZone)
  const resources = await tx.run(listResources, { operationId, siteId })
  const calendars = new Map(resources.flatMap(({ id, accountId }) => (accountId ? [[accountId, id] as const] : [])))
  const groupIds = households.map(([groupId]) => groupId)
  const heard = new Set(
    (await tx.run(listHeard, { operationId, groupIds, purpose, since: addDays(today, -HEARD_DAYS) })).map(
      (row) => row.groupId,
    ),
  )
  const rows = households.flatMap(([groupId, claims]): NewWait[] => {
    if (heard.has(groupId)) return []
    const [first] = claims
    const special = claims.some((claim) => claim.special || claim.childAlone)
    const isSoon = claims.some(({ dueOn }) => dueOn !== null && dueOn <= addDays(today, SOON_DAYS))
    const assigned = claims.flatMap(({ assignedTo }) => (assignedTo ? [calendars.get(assignedTo)] : []))
    return [
      {
        ...{ id: newId(random), siteId, groupId, purpose, claimIds: claims.map(({ id }) => id) },
        ...{ language: first!.language as Language, special },
        heardBy: claims.find((claim) => claim.heardBy !== 'anyone')?.heardBy ?? 'anyone',
        // The most vulnerable first: a child alone, then special needs; a limit that ends soon counts as much.
        priority: 1 + Number(special) + Number(claims.some(({ childAlone }) => childAlone)) + Number(isSoon),
        slots: Math.min(claims.length, office.slotsPerDay),
        ...{ noticeDays: office.noticeDays, officerId: assigned.find((id) => id !== undefined) ?? null },
        since: claims.map(({ beganOn }) => beganOn).sort()[0]!,
        ...{ passedOver: 0, source: 'claims' },
      },
    ]
  })
  if (rows.length > 0) await tx.run(upsertWaits, { operationId, rows })
}
