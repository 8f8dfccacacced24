import { localDay, localTime } from '#capabilities/appointments/calendar.ts'
import type { BodyOf, ReplyIn } from '#platform/http/endpoint.ts'
import { dayIsFull, moreThanInside, notUndone, type pressAtGate, pressConflict, type undoPress } from '../contract.ts'
import { afterPress, type GateCounts, insideOf, withoutPress } from '../counting.ts'
import { meanPartySize } from '../model.ts'
import {
  beginDay,
  countCalled,
  type DayRow,
  findDay,
  findPress,
  type GateRow,
  insertPress,
  lockDay,
  markUndone,
  setDay,
} from './queries.ts'
import { getGate, traceGate, type Work } from './work.ts'

type Today = ReplyIn<typeof pressAtGate>
const PEOPLE_PER_DAY_MAX = 1_000_000
const HOUR_MS = 3_600_000

/** The day so far; a day on which nobody has counted begins with all counters open. */
export async function today(work: Work, siteId: string): Promise<Today> {
  const gate = await getGate(work, siteId)
  const [row] = await work.tx.run(findDay, onDay(work, siteId, gate))
  return toReply(work, siteId, gate, row ?? { ...unpressed(gate), version: 0 })
}

/** One press. Its id makes it the same press when it is sent again; two at once come one after the other. */
export async function press(work: Work, siteId: string, body: BodyOf<typeof pressAtGate>): Promise<Today> {
  const gate = await getGate(work, siteId)
  const { operationId } = work.actor
  const day = onDay(work, siteId, gate)
  await work.tx.run(beginDay, { ...day, counters: gate.settings.counters })
  const [counts] = await work.tx.run(lockDay, day)
  const [known] = await work.tx.run(findPress, { operationId, id: body.id })
  if (known) {
    const isSame = known.siteId === siteId && known.kind === body.kind && known.number === body.number
    if (!isSame) throw pressConflict()
    return toReply(work, siteId, gate, counts!)
  }
  const next = afterPress(sizeOf(gate), counts!, body)
  if (!next) throw moreThanInside({ inside: insideOf(counts!) })
  if (next.peopleCame > PEOPLE_PER_DAY_MAX) throw dayIsFull()
  const [written] = await work.tx.run(setDay, { ...day, ...next })
  const { id, kind, number } = body
  await work.tx.run(insertPress, { ...day, id, kind, number, at: new Date(work.now), before: counts!.countersOpen })
  await work.tx.runAll([traceGate(work, 'count-at-gate', siteId)])
  return toReply(work, siteId, gate, written!)
}

/** Takes back one press of today, whoever pressed since, as long as that leaves something that can be. */
export async function undo(work: Work, siteId: string, { pressId }: BodyOf<typeof undoPress>): Promise<Today> {
  const gate = await getGate(work, siteId)
  const { operationId } = work.actor
  const day = onDay(work, siteId, gate)
  const [counts] = await work.tx.run(lockDay, day)
  const [known] = await work.tx.run(findPress, { operationId, id: pressId })
  if (!counts || !known || known.siteId !== siteId || known.day !== day.day) throw notUndone()
  if (known.undone) return toReply(work, siteId, gate, counts)
  const next = withoutPress(sizeOf(gate), counts, known)
  if (!next) throw known.kind === 'came' ? moreThanInside({ inside: insideOf(counts) }) : notUndone()
  const [written] = await work.tx.run(setDay, { ...day, ...next })
  await work.tx.run(markUndone, { operationId, id: pressId })
  await work.tx.runAll([traceGate(work, 'undo-count-at-gate', siteId)])
  return toReply(work, siteId, gate, written!)
}

const unpressed = ({ settings }: GateRow): GateCounts => ({
  ...{ peopleCame: 0, peopleWent: 0, countersOpen: settings.counters, paused: null },
})

const sizeOf = ({ settings }: GateRow) => ({ ...settings, partySize: meanPartySize(settings) })

const onDay = ({ actor, now }: Work, siteId: string, { timeZone }: GateRow) => ({
  ...{ operationId: actor.operationId, siteId, day: localDay(now, timeZone) },
})

async function toReply(work: Work, siteId: string, gate: GateRow, row: DayRow): Promise<Today> {
  const { operationId, day } = onDay(work, siteId, gate)
  const since = new Date(work.now - HOUR_MS)
  const [called] = await work.tx.run(countCalled, { operationId, siteId, day, since })
  const [hours, minutes] = localTime(work.now, gate.timeZone).split(':').map(Number) as [number, number]
  const { peopleCame, peopleWent, countersOpen, paused, version } = row
  return {
    ...{ siteId, day, nowMinutes: hours * 60 + minutes, peopleCame, peopleWent, countersOpen, paused, version },
    familiesLastHour: called?.families ?? 0,
  }
}
