/**
 * What happened at one station during one span of time, by the number of units present. Enough for every mean of the station, and
 * for controls: figures whose true mean is 0, such as arrivals while n were present, less rate × time spent with n present.
 */
export type StationCounts = {
  days: number
  /** Days spent with n present, served or waiting. */
  timeAt: Float64Array
  /** By kind: admitted arrivals that found n present. */
  arrivedAt: Float64Array[]
  /** By kind: arrivals that found no place. */
  turnedAway: Float64Array
  /** Services begun with n present, that unit among them: sum of work less its mean. */
  surplusAt: Float64Array
  /** Services finished, and units that left unserved, with n present before. */
  finishedAt: Float64Array
  leftAt: Float64Array
  /** By kind: services begun, the work drawn for them (days at pace 1), its squares, the days waited before, their squares. */
  begun: Float64Array
  work: Float64Array
  workSquares: Float64Array
  waited: Float64Array
  waitedSquares: Float64Array
  /** By kind: days that units spent in the station in all. */
  presentDays: Float64Array
  /** Services begun after a wait in each of the `WAIT_BINS` bins, bin 0 is no wait; empty where waits are not asked for. */
  waits: Float64Array
  /** Cubes of the work of as many units as are expected, less their mean; only where they are asked for. */
  cubesSurplus?: number
}

export function emptyCounts(kinds: number, { size = 64, waitBins = WAIT_BINS } = {}): StationCounts {
  const byKind = () => new Float64Array(kinds)
  const byPresent = () => new Float64Array(size)
  return {
    days: 0,
    timeAt: byPresent(),
    arrivedAt: Array.from({ length: kinds }, byPresent),
    ...{ surplusAt: byPresent(), finishedAt: byPresent(), leftAt: byPresent() },
    ...{ turnedAway: byKind(), begun: byKind(), work: byKind(), workSquares: byKind() },
    ...{ waited: byKind(), waitedSquares: byKind(), presentDays: byKind() },
    waits: new Float64Array(waitBins),
  }
}

/**
 * Bins for waits: 128 to each doubling, from 2⁻³² to 2³² days; within one, waits are taken as evenly spread (an error of the
 * second order in 1/128). `core/exact/counting.ts` reads the bin off the leading bits of the number itself, the same on
 * every machine.
 */
export const WAIT_BINS = 64 * 128 + 1

/** Where bin 1 + i begins; bin 0 holds waits shorter than any bin. */
export function waitBinFrom(bin: number): number {
  if (bin === 0) return 0
  asWords[HIGH] = (bin - 1 + FIRST) << 13
  asWords[1 - HIGH] = 0
  return asNumber[0]!
}

const FIRST = (1023 - 32) * 128
const asNumber = new Float64Array(1)
const asWords = new Uint32Array(asNumber.buffer)
/** Where the sign and exponent stand: second on little-endian machines, which are all that run this today. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0
