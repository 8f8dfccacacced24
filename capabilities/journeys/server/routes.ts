import type { Actor } from '#capabilities/access/model.ts'
import { toBase64url } from '#platform/base/ids.ts'
import type { NodeSigner } from '#platform/cose/ed25519-node.ts'
import type { Tx } from '#platform/database/connect.ts'
import { type Route, serve } from '#platform/http/serve.ts'
import { recordAct } from '#platform/ledger/audit.ts'
import {
  enterStop,
  GROUPS_MAX,
  notAJourney,
  readJourney,
  readTotals,
  reportCondition,
  STOPS_MAX,
  sendCheckIns,
  stopConflict,
  stopNotReached,
  stopUnknown,
} from '../contract.ts'
import { countStops, groupState } from '../counting.ts'
import { checkInReceiptText, type GroupState } from '../model.ts'
import { mayCheckIn, mayManageStops, mayReadJourneyTotals, mayReadStops } from '../policy.ts'
import { registeredIn, toCountable } from './counted.ts'
import { insertCondition, insertStop, listStops, lockStops } from './queries.ts'
import { listCheckInsOfDevice } from './queries-counting.ts'
import { receiveCheckIns } from './receiving.ts'
import { readStopTotals, toStop } from './totals.ts'

/** What check-in needs of an operation's keys; they work while it is locked. */
export type JourneyKeys = {
  name: string
  kind: 'authority' | 'journey'
  practice: boolean
  issuing: NodeSigner
  receipt: NodeSigner
}

/** The routes of stops and check-ins. They answer for journeys alone: to an authority there is nothing here. */
export function journeyRoutes(keysOf: (operationId: string) => Promise<JourneyKeys | undefined>): Route<Actor>[] {
  const journeyOf = async (actor: Actor): Promise<JourneyKeys> => {
    const keys = await keysOf(actor.operationId)
    if (keys?.kind !== 'journey') throw notAJourney()
    return keys
  }

  return [
    serve(readJourney, mayReadStops, async ({ actor, tx, clock }) => {
      const keys = await journeyOf(actor)
      const stops = await tx.run(listStops, { operationId: actor.operationId, limit: STOPS_MAX })
      return {
        operationId: actor.operationId,
        name: keys.name,
        practice: keys.practice,
        now: new Date(clock()).toISOString(),
        receiptPublicKey: toBase64url(keys.receipt.publicKey),
        issuerPublicKeys: [toBase64url(keys.issuing.publicKey)],
        stops: stops.filter(({ isClosed }) => !isClosed).map(toStop),
      }
    }),

    serve(enterStop, mayManageStops, async ({ actor, tx, body, clock, random }) => {
      await journeyOf(actor)
      const now = clock()
      if (Date.parse(body.reachedAt) > now) throw stopNotReached()
      const { operationId, accountId } = actor
      const { id, name } = body
      const reachedAt = new Date(body.reachedAt)
      const entry = { operationId, id, name, reachedAt, enteredAt: new Date(now), enteredBy: accountId }
      const [entered] = await tx.run(insertStop, entry)
      const present = (await tx.run(listStops, { operationId, limit: STOPS_MAX })).find((stop) => stop.id === id)
      if (present?.name !== name || present.reachedAt.getTime() !== reachedAt.getTime()) throw stopConflict()
      const act = { actor, act: 'enter-stop', subjectKind: 'stop', subjectId: id, purpose: 'journey' }
      if (entered) await recordAct({ tx, clock, random }, act)
      return toStop(present)
    }),

    serve(sendCheckIns, mayCheckIn, async ({ actor, tx, body, clock, random }) => {
      const keys = await journeyOf(actor)
      const received = await receiveCheckIns(tx, { ...body, now: clock() })
      if (body.entries.length > 0) {
        // Neither household nor stop: a check-in must not outlive its 72 hours in the audit.
        await recordAct(
          { tx, clock, random },
          { actor, act: 'check-in', subjectKind: 'journey', subjectId: null, purpose: 'headcount' },
        )
      }
      const { operationId } = actor
      return {
        outcomes: received.map((each) => {
          if (each.status !== 'received') return { ...each, receipt: null }
          const unsigned = { operationId, ...each.receipt }
          const signature = toBase64url(keys.receipt.signSync(Buffer.from(checkInReceiptText(unsigned))))
          return { ...each, receipt: { ...unsigned, signature } }
        }),
        groups: body.stopId === null ? [] : await listGroups(tx, body.stopId, body.deviceId),
      }
    }),

    serve(reportCondition, mayCheckIn, async ({ actor, tx, body, clock }) => {
      await journeyOf(actor)
      const { operationId } = actor
      const { id, stopId, kind } = body
      const now = clock()
      const [stop] = await tx.run(lockStops, { operationId, stopIds: [stopId] })
      if (!stop) throw stopUnknown()
      // A phone whose clock runs ahead reports what is, not what will be.
      const seenAt = new Date(Math.min(Date.parse(body.at), now))
      await tx.run(insertCondition, { operationId, id, stopId, kind, seenAt, receivedAt: new Date(now) })
      return { received: true as const }
    }),

    serve(readTotals, mayReadJourneyTotals, async ({ actor, tx, clock, random }) => {
      await journeyOf(actor)
      const stops = await readStopTotals(tx)
      await recordAct(
        { tx, clock, random },
        { actor, act: 'read-totals', subjectKind: 'journey', subjectId: null, purpose: 'coordination' },
      )
      return { asOf: new Date(clock()).toISOString(), stops }
    }),
  ]
}

/** The groups one phone counted at a stop. Two phones that counted the same group are told the same. */
async function listGroups(tx: Tx, stopId: string, deviceId: string): Promise<{ code: string; state: GroupState }[]> {
  const rows = await tx.run(listCheckInsOfDevice, { operationId: tx.operationId, stopId, deviceId, limit: GROUPS_MAX })
  const registered = registeredIn(rows)
  const counts = countStops(toCountable(rows), registered)
  const here = counts.get(stopId)
  const groups = new Map<string, GroupState>()
  for (const row of rows) {
    if (row.stopId !== stopId || row.deviceId !== deviceId || !row.shortCode) continue
    // A group whose every count was taken back is no longer there.
    const count = here?.households.get(registered.get(row.shortCode)?.groupId ?? row.shortCode)
    if (count) groups.set(row.shortCode, groupState(count, counts.values()))
  }
  return [...groups].map(([code, state]) => ({ code, state }))
}
