import { type StationCounts, WAIT_BINS } from '../station-counts.ts'
import { longer } from './units.ts'

/**
 * What `StationCounts` holds of one node, laid out as it happens: a row for each number of units present, a row for each kind. An event
 * adds to one row of each.
 */
export type Tally = {
  kinds: number
  /** Numbers in a row of `byPresent`, and how many rows there are. */
  width: number
  size: number
  /** By number present: `TIME` … `LEFT`, then arrivals by kind. */
  byPresent: Float64Array
  /** By kind: `BEGUN` … `PRESENT`. */
  byKind: Float64Array
  waits: Float64Array
  /** When present units changed last, and the last day. */
  changed: number
  lastDay: number
  /** Days that are counted. */
  days: number
}

/** Where things stand in a row of `byPresent`. As constants: see `UNIT`. */
export const ROW = { TIME: 0, SURPLUS: 1, FINISHED: 2, LEFT_UNSERVED: 3, ARRIVED: 4 } as const
/** In a row of `byKind`; `PRESENT` is how many are there. */
export const KIND_ROW = {
  ...{
    BEGUN: 0,
    WORKED: 1,
    WORK_SQUARES: 2,
    WAITED: 3,
    WAITED_SQUARES: 4,
    PRESENT_DAYS: 5,
    TURNED_AWAY: 6,
    PRESENT: 7,
  },
  WIDTH: 8,
} as const

export function createTally(kinds: number, size: number, lastDay: number): Tally {
  const width = ROW.ARRIVED + kinds
  return {
    ...{
      kinds,
      width,
      size,
      byPresent: new Float64Array(size * width),
      byKind: new Float64Array(kinds * KIND_ROW.WIDTH),
    },
    ...{ waits: new Float64Array(), changed: 0, lastDay, days: 0 },
  }
}

/** Room for twice as many units present. */
export function growTally(tally: Tally): void {
  tally.size *= 2
  tally.byPresent = longer(tally.byPresent, new Float64Array(tally.size * tally.width))
}

/** From now on it counts: what was before is forgotten. */
export function restart(tally: Tally, now: number, hasWaits: boolean): void {
  const { byKind, lastDay } = tally
  tally.byPresent.fill(0)
  tally.waits = new Float64Array(hasWaits ? WAIT_BINS : 0)
  for (let at = 0; at < byKind.length; at += KIND_ROW.WIDTH) {
    byKind.fill(0, at, at + KIND_ROW.PRESENT)
    byKind[at + KIND_ROW.PRESENT_DAYS] = byKind[at + KIND_ROW.PRESENT]! * (lastDay - now)
  }
  tally.changed = now
  tally.days = lastDay - now
}

export function countsOf(tally: Tally): StationCounts {
  const { kinds, width, size, byPresent, byKind, waits, days } = tally
  const present = (what: number) => Float64Array.from({ length: size }, (_, n) => byPresent[n * width + what]!)
  const kind = (what: number) => Float64Array.from({ length: kinds }, (_, k) => byKind[k * KIND_ROW.WIDTH + what]!)
  return {
    ...{
      days,
      waits,
      timeAt: present(ROW.TIME),
      arrivedAt: Array.from({ length: kinds }, (_, k) => present(ROW.ARRIVED + k)),
    },
    ...{ surplusAt: present(ROW.SURPLUS), finishedAt: present(ROW.FINISHED), leftAt: present(ROW.LEFT_UNSERVED) },
    ...{
      turnedAway: kind(KIND_ROW.TURNED_AWAY),
      begun: kind(KIND_ROW.BEGUN),
      work: kind(KIND_ROW.WORKED),
      workSquares: kind(KIND_ROW.WORK_SQUARES),
    },
    ...{
      waited: kind(KIND_ROW.WAITED),
      waitedSquares: kind(KIND_ROW.WAITED_SQUARES),
      presentDays: kind(KIND_ROW.PRESENT_DAYS),
    },
  }
}
