import { realsAt } from '../cores.ts'
import { type StationCounts, WAIT_BINS } from '../station-counts.ts'
import type { CoreExports } from './core.ts'

/** The waits of each cell in order. */
export function waitsOf(core: CoreExports, cells: number): Float64Array[] {
  core.fillCells(cells)
  for (let cell = 0; cell < cells; cell++) core.sortCell(cell)
  const upTo = new Int32Array(core.memory.buffer, core.waitsUpTo(), cells + 1)
  return Array.from({ length: cells }, (_, cell) =>
    realsAt(core, core.sortedWaits() + upTo[cell]! * 8, upTo[cell + 1]! - upTo[cell]!),
  )
}

/** What was counted at a node, out of the rows of `core/exact/counting.ts`. */
export function countsOf(core: CoreExports, node: number, kinds: number, days: number): StationCounts {
  const width = ROW.ARRIVED + kinds
  const size = core.rowsInTally(node)
  const byPresent = realsAt(core, core.rowsByPresent(node), size * width)
  const byKind = realsAt(core, core.rowsByKind(node), kinds * KIND_ROW.WIDTH)
  const bins = core.binsOfWaits(node)
  const present = (what: number) => Float64Array.from({ length: size }, (_, n) => byPresent[n * width + what]!)
  const kind = (what: number) => Float64Array.from({ length: kinds }, (_, k) => byKind[k * KIND_ROW.WIDTH + what]!)
  return {
    days,
    waits: bins === 0 ? new Float64Array() : realsAt(core, bins, WAIT_BINS).slice(),
    timeAt: present(ROW.TIME),
    arrivedAt: Array.from({ length: kinds }, (_, k) => present(ROW.ARRIVED + k)),
    surplusAt: present(ROW.SURPLUS),
    finishedAt: present(ROW.FINISHED),
    leftAt: present(ROW.LEFT_UNSERVED),
    turnedAway: kind(KIND_ROW.TURNED_AWAY),
    begun: kind(KIND_ROW.BEGUN),
    work: kind(KIND_ROW.WORKED),
    workSquares: kind(KIND_ROW.WORK_SQUARES),
    waited: kind(KIND_ROW.WAITED),
    waitedSquares: kind(KIND_ROW.WAITED_SQUARES),
    presentDays: kind(KIND_ROW.PRESENT_DAYS),
  }
}

// Where things stand in a row, as `core/exact/counting.ts` has them.
const ROW = { TIME: 0, SURPLUS: 1, FINISHED: 2, LEFT_UNSERVED: 3, ARRIVED: 4 }
const KIND_ROW = {
  BEGUN: 0,
  WORKED: 1,
  WORK_SQUARES: 2,
  WAITED: 3,
  WAITED_SQUARES: 4,
  PRESENT_DAYS: 5,
  TURNED_AWAY: 6,
  WIDTH: 8,
}
