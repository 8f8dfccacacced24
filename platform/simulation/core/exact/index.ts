import { nextDue, takeNext, takenItem, takenMark } from './calendar'
import { arrive, planArrival } from './coming'
import { dailyOf } from './deferring'
import { comeDue, finishFirst } from './moving'
import { unitAt } from './units'
import { FIRST_STATION, nextOf, setNextOf, stationOf, streamOf, world } from './world'

export { draw, erlang2, exponential, fraction } from '../chance'
export { beginDay, expect, leftInLine, orderDay, setDay, settleDay, turnServers, waitingAt } from './days'
export * from './laying-out'
export { fillCells, sortCell, sortedWaits, waitsUpTo } from './sorting'
export { fillServers, planArrivals, putIn } from './starting'
export * from './telling'

/**
 * Event after event, until a notice, the begin of a day, or so many events. Returns which source is due: 0 or 1, or −1 where it only was so
 * many. Whoever is told of one answers it, and says when the next is to be.
 */
export function play(most: i32): i32 {
  for (let left = most; left > 0; left--) {
    setNextOf(world.calendarSource, nextDue())
    let source = 0
    let at = nextOf(0)
    for (let i = 1; i < world.sources; i++) {
      const other = nextOf(i)
      // No branch, for nobody could foresee it.
      source = select(i, source, other < at)
      at = select(other, at, other < at)
    }
    if (at > world.now) world.now = at
    if (source < FIRST_STATION) return source
    if (source < world.calendarSource) {
      world.events += 1
      finishFirst(stationOf(source - FIRST_STATION))
    } else if (source === world.calendarSource) {
      takeNext()
      if (takenItem < 0) arrive(dailyOf(~takenItem), takenMark)
      else comeDue(unitAt(takenItem), takenMark)
    } else {
      const stream = streamOf(source - world.firstStream)
      arrive(stream, stream.count - 1)
      planArrival(stream, source)
    }
  }
  return -1
}
