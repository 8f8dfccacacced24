import { DENSITY } from './model.ts'

/** What a gate has now: counted by staff, people and counters, nobody in particular. */
export type GateNow = { inside: number; countersOpen: number; paused: Paused | null }
/** Who paused: a person, or the counts. */
export type Paused = 'by-hand' | 'crowded'

export type GateSize = { areaM2: number; minutesPerFamily: number; partySize: number; waitMinutesMax: number }

export type AdviceReason = 'closed' | 'crowded' | 'no-counters' | 'by-hand' | 'long-wait' | 'over-plan' | 'room'

/** What the person at the gate does next, and why: the first reason is the one that decides. */
export type Advice = {
  verdict: 'let-in' | 'pause'
  reasons: AdviceReason[]
  peoplePerM2: number
  /** Of a family that comes now; null while no counter is open. */
  waitMinutes: number | null
  /** People who may come before the area is as full as planned, and who must leave before it is again. */
  room: number
  tooMany: number
}

/** Let in, or pause: by the people in the area, the counters that are open, and whether somebody paused. */
export function adviseGate(size: GateSize, now: GateNow): Advice {
  const peoplePerM2 = now.inside / size.areaM2
  const waitMinutes = expectedWaitMinutes(size, now)
  const planned = Math.floor(DENSITY.planned * size.areaM2)
  const isClosed = peoplePerM2 >= DENSITY.closed
  const isCrowded = now.paused === 'crowded' || peoplePerM2 >= DENSITY.warned
  const pausing: AdviceReason[] = [
    ...(isClosed ? (['closed'] as const) : isCrowded ? (['crowded'] as const) : []),
    ...(now.countersOpen === 0 ? (['no-counters'] as const) : []),
    ...(now.paused === 'by-hand' ? (['by-hand'] as const) : []),
  ]
  const isLong = waitMinutes !== null && waitMinutes > size.waitMinutesMax
  const noting: AdviceReason[] = isLong ? ['long-wait'] : []
  if (pausing.length === 0) noting.push(now.inside >= planned ? 'over-plan' : 'room')
  return {
    verdict: pausing.length > 0 ? 'pause' : 'let-in',
    reasons: [...pausing, ...noting],
    ...{ peoplePerM2, waitMinutes },
    room: Math.max(0, planned - now.inside),
    tooMany: Math.max(0, now.inside - planned),
  }
}

/**
 * Whether the gate is paused after a count: it closes itself at the warning and opens itself once the area is as full as planned, so that it
 * does not open and close with every family. What a person paused, a person opens.
 */
export function pausedAfter(
  { areaM2 }: Pick<GateSize, 'areaM2'>,
  inside: number,
  paused: Paused | null,
): Paused | null {
  if (paused === 'by-hand') return paused
  if (inside / areaM2 >= DENSITY.warned) return 'crowded'
  return inside / areaM2 > DENSITY.planned ? paused : null
}

/** Those before a family that comes now, as families, over what the counters call in a minute. */
function expectedWaitMinutes({ minutesPerFamily, partySize }: GateSize, { inside, countersOpen }: GateNow) {
  if (countersOpen === 0) return null
  return Math.round(((inside / partySize) * minutesPerFamily) / countersOpen)
}
