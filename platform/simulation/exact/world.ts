import type { Arrival, Flow, RunKey, Station } from '../flow.ts'
import { type Chance, chanceOf, drawn, words } from '../random.ts'
import { type PreparedSpread, residualFrom, spreadFrom } from '../spreads.ts'
import { type Core, type CoreExports, takeCore } from './core.ts'
import { layOut } from './laying-out.ts'

/** One run, and what this side of it knows: the core does the rest. */
export type World = {
  flow: Flow
  key: RunKey
  chance: Chance
  core: Core
  exports: CoreExports
  /** Nodes that are stations. */
  stations: { node: number; station: Station }[]
  daily: Stream[]
}

/** `index`: which of the arrivals of the flow it is. */
export type Stream = Arrival & { index: number }

/** The sources that `play` returns: sampling, the begin of counting, and the end; and the begin of a day. */
export const SOURCE = { NOTICE: 0, TICK: 1 } as const

export function createWorld(flow: Flow, key: RunKey, mostUnits: number, isCounting: boolean): World {
  const core = takeCore()
  const chance = chanceOf(key)
  const { spreads, daily } = layOut(core.exports, flow, { key, mostUnits, isCounting })
  core.asks = asksOf(spreads, chance)
  const stations = flow.nodes.flatMap((node, i) => (node.form === 'station' ? [{ node: i, station: node }] : []))
  return { flow, key, chance, core, exports: core.exports, stations, daily }
}

function asksOf(spreads: PreparedSpread[][], chance: Chance): Core['asks'] {
  const put = (word0: number, word1: number) => {
    words[0] = word0
    words[1] = word1
    return drawn()
  }
  return {
    timeFrom: (node, kind, word0, word1) => spreadFrom(spreads[node]![kind]!, chance, put(word0, word1)),
    residualFrom: (node, kind, word0, word1) => residualFrom(spreads[node]![kind]!, chance, put(word0, word1)),
  }
}
