import { createSpanningTree } from './spanning-tree.ts'
import { createTightRows } from './tight-rows.ts'

/**
 * A flow from the nodes' supplies to the root, as cheap as can be, with a few conditions that tie several arcs together.
 * The root has the number `nodeCount`. Arcs are columns: `a` leads from `from[a]` to `to[a]`, carries up to `capacity[a]`.
 */
export type FlowModel = {
  nodeCount: number
  supply: ArrayLike<number>
  from: ArrayLike<number>
  to: ArrayLike<number>
  capacity: ArrayLike<number>
  cost: ArrayLike<number>
  rows: readonly FlowRow[]
}

/** `atLeast + Σ factors × flow ≥ 0`. Falling short by one costs the penalty, which must outweigh any way round. */
export type FlowRow = { arcs: readonly number[]; factors: readonly number[]; constant: number }

/** A flow that can be solved again after rows were added or let go, each time from where it stood. */
export type FlowProgram = {
  solve(): FlowResult
  /** Gives the number by which it can be let go. */
  addRow(row: FlowRow): number
  dropRow(row: number): void
}

export type FlowResult = {
  flow: Float64Array
  cost: number
  /** What no flow can undercut: the value of the dual solution, summed on its own. */
  lowerBound: number
  /** By how much rows fall short in all: 0 unless no flow keeps them. */
  shortfall: number
  pivots: number
}

/**
 * Primal network simplex (strongly feasible spanning trees, as in LEMON), with the rows carried beside the tree: each tight row keeps one
 * more arc in the basis, and a small dense matrix says how pushing round that arc's cycle changes the tight rows. Exact and
 * without chance: the same model gives the same flow.
 */
export function createFlowProgram(model: FlowModel, penalty: number): FlowProgram {
  const { nodeCount } = model
  const root = nodeCount
  const realArcs = model.from.length
  const exits = findExits(model)
  const missing = [...exits.keys()].filter((node) => exits[node]! < 0)
  const arcCount = realArcs + missing.length
  const from = Int32Array.from({ length: arcCount }, (_, a) => (a < realArcs ? model.from[a]! : missing[a - realArcs]!))
  const to = Int32Array.from({ length: arcCount }, (_, a) => (a < realArcs ? model.to[a]! : root))
  const capacity = new Float64Array(arcCount).fill(Number.POSITIVE_INFINITY)
  const ownCost = new Float64Array(arcCount)
  let dearest = 1
  for (let a = 0; a < realArcs; a++) {
    capacity[a] = model.capacity[a]!
    ownCost[a] = model.cost[a]!
    dearest = Math.max(dearest, Math.abs(model.cost[a]!))
  }
  // An arc nobody asked for only holds the tree together; no flow is worth its price.
  missing.forEach((node, i) => {
    exits[node] = realArcs + i
    ownCost[realArcs + i] = dearest * 8
  })
  const cost = Float64Array.from(ownCost)
  const flow = new Float64Array(arcCount)
  const state = new Int8Array(arcCount).fill(EMPTY)
  for (let node = 0; node < nodeCount; node++) {
    flow[exits[node]!] = model.supply[node]!
    state[exits[node]!] = BASIC
  }
  const arcs = { from, to, cost }
  const tree = createSpanningTree(nodeCount, arcs, (node) => exits[node]!)
  tree.settleAll()
  const { parent, arc: tie, depth, price } = tree
  const rows = createTightRows(arcs, ownCost, tree, penalty)
  let isPlainSolved = false

  // What one step of the entering column changes, by arc; `touched` lists where it is not zero.
  const change = new Float64Array(arcCount)
  let touched: number[] = []
  const add = (a: number, amount: number): void => {
    if (change[a] === 0) touched.push(a)
    change[a] = change[a]! + amount
    if (change[a] === 0) change[a] = 1e-300 // stays listed once
  }
  function addCycle(a: number, amount: number): void {
    add(a, amount)
    let u = from[a]!
    let v = to[a]!
    while (u !== v) {
      if (depth[u]! >= depth[v]!) {
        add(tie[u]!, to[tie[u]!] === u ? amount : -amount)
        u = parent[u]!
      } else {
        add(tie[v]!, from[tie[v]!] === v ? amount : -amount)
        v = parent[v]!
      }
    }
  }

  let pivots = 0
  let still = 0
  let scan = 0
  const block = Math.max(20, Math.ceil(Math.sqrt(arcCount) * 2))

  function solve(): FlowResult {
    if (!isPlainSolved) {
      // The rows come in once the plain flow is as cheap as can be: few of them then fall short.
      run()
      isPlainSolved = true
      for (const row of model.rows) rows.add(row, flow)
    }
    rows.reprice(true)
    run()
    // Once more with an inverse worked out anew, in case small errors hid a step.
    rows.reprice(true)
    run()
    return summary()
  }

  function run(): void {
    still = 0
    const most = pivots + PIVOTS_PER_ARC_MAX * arcCount + 10_000
    for (let entering = findAny(); entering !== undefined; entering = findAny()) {
      if (++pivots > most) throw new Error('The flow does not settle.')
      step(entering)
    }
  }

  const findAny = (): Entering | undefined => rows.findEntering() ?? findEntering()

  function findEntering(): Entering | undefined {
    let best = -1
    let worst = -TOLERANCE
    const careful = still > STILL_MAX
    for (let looked = 0, inBlock = 0; looked < arcCount; looked++) {
      const a = careful ? looked : scan
      if (!careful && ++scan === arcCount) scan = 0
      const at = state[a]!
      if (at !== BASIC && capacity[a]! > 0) {
        const gain = at * (cost[a]! + price[from[a]!]! - price[to[a]!]!)
        if (gain < worst) {
          worst = gain
          best = a
          if (careful) break
        }
      }
      if (++inBlock === block) {
        if (best >= 0) break
        inBlock = 0
      }
    }
    return best < 0 ? undefined : { arc: best, row: -1, sign: state[best]! }
  }

  function step({ arc: k, row: enteringRow, sign }: Entering): void {
    touched = []
    if (k >= 0) addCycle(k, sign)
    for (const [extra, amount] of rows.compensate(k >= 0 ? touched : [], change, enteringRow, sign))
      addCycle(extra, amount)
    const isPlain = rows.isPlain()
    // How far it can go, and what stops it.
    let length = k >= 0 ? capacity[k]! : Number.POSITIVE_INFINITY
    let stop = k
    if (isPlain && k >= 0) [length, stop] = plainLimit(k, sign, length)
    else {
      let steepest = 1
      for (const a of touched) {
        const slope = change[a]!
        if (Math.abs(slope) < SLOPE_MIN || a === k) continue
        const room = slope > 0 ? (capacity[a]! - flow[a]!) / slope : flow[a]! / -slope
        if (room < length - ROOM_TIE || (room <= length + ROOM_TIE && better(a, Math.abs(slope), stop, steepest))) {
          length = Math.min(length, room)
          stop = a
          steepest = Math.abs(slope)
        }
      }
    }
    const blocked = rows.limit(touched, change, enteringRow, sign, length)
    if (blocked.row) length = blocked.length
    length = Math.max(0, length)
    still = length > ROOM_TIE ? 0 : still + 1
    if (length > 0)
      for (const a of touched) if (Math.abs(change[a]!) >= SLOPE_MIN) flow[a] = flow[a]! + length * change[a]!
    rows.move(length)
    settle(k, enteringRow, stop, blocked.row)
    for (const a of touched) change[a] = 0
  }

  /** Among equals the steeper stops; while nothing moves for long, the lowest number, so that it cannot go in circles. */
  function better(a: number, slope: number, stop: number, steepest: number): boolean {
    return still > STILL_MAX ? a < stop : slope > steepest + SLOPE_MIN
  }

  /** The rule that keeps the tree strongly feasible: of all that stop the step, the last one along the cycle. */
  function plainLimit(k: number, sign: number, full: number): [number, number] {
    let first = sign > 0 ? from[k]! : to[k]!
    let second = sign > 0 ? to[k]! : from[k]!
    let length = full
    let stop = k
    while (first !== second) {
      if (depth[first]! >= depth[second]!) {
        const a = tie[first]!
        const room = to[a] === first ? capacity[a]! - flow[a]! : flow[a]!
        if (room < length) [length, stop] = [room, a]
        first = parent[first]!
      } else {
        const a = tie[second]!
        const room = from[a] === second ? capacity[a]! - flow[a]! : flow[a]!
        if (room <= length) [length, stop] = [room, a]
        second = parent[second]!
      }
    }
    return [length, stop]
  }

  /** What stopped the step leaves the basis, what entered takes its place. */
  function settle(k: number, enteringRow: number, stop: number, blockedRow: BlockedRow): void {
    let pricesStand = false
    if (blockedRow) {
      rows.tighten(blockedRow, k, enteringRow)
      if (k >= 0) state[k] = BASIC
    } else if (stop === k && k >= 0) {
      state[k] = flow[k]! > capacity[k]! / 2 ? FULL : EMPTY
      snap(k)
      return
    } else {
      const goes = state[stop]!
      state[stop] = flow[stop]! > capacity[stop]! / 2 ? FULL : EMPTY
      snap(stop)
      if (goes !== BASIC) throw new Error('An arc outside the basis cannot stop a step.')
      if (k >= 0) state[k] = BASIC
      if (rows.isExtra(stop)) rows.replaceExtra(stop, k, enteringRow)
      else {
        const cut = parent[from[stop]!] === to[stop] && tie[from[stop]!] === stop ? from[stop]! : to[stop]!
        const ties = k >= 0 && tree.isBelow(from[k]!, cut) !== tree.isBelow(to[k]!, cut)
        const taken = ties ? k : rows.findAcross(cut)
        if (!ties) rows.replaceExtra(taken, k, enteringRow)
        rows.beforeExchange(cut, taken)
        tree.exchange(cut, taken)
        pricesStand = rows.isPlain() && enteringRow < 0
      }
    }
    if (!pricesStand) rows.reprice()
  }

  /** The flow of this basis for the rows as they were given, without the small shifts that keep pivots from standing still. */
  function withoutShift(): Float64Array {
    touched = []
    for (const [extra, amount] of rows.unshift()) addCycle(extra, amount)
    const exact = flow.map((value, a) => {
      const moved = value + change[a]!
      const whole = Math.round(moved)
      return Math.abs(moved - whole) < WHOLE_TIE ? whole : moved
    })
    for (const a of touched) change[a] = 0
    return exact
  }

  /** Whole again after many small steps. */
  function snap(a: number): void {
    flow[a] = state[a] === FULL ? capacity[a]! : 0
  }

  function summary(): FlowResult {
    const exact = withoutShift()
    let total = 0
    let bound = rows.boundOf()
    const carried = Array.from(model.supply).reduce((sum, each) => sum + each, 0)
    for (let a = 0; a < arcCount; a++) {
      total += ownCost[a]! * exact[a]!
      const reduced = cost[a]! + price[from[a]!]! - price[to[a]!]!
      if (reduced < 0) bound += reduced * Math.min(capacity[a]!, carried)
    }
    for (let node = 0; node < nodeCount; node++) bound += model.supply[node]! * (price[root]! - price[node]!)
    return { flow: exact.subarray(0, realArcs), cost: total, lowerBound: bound, shortfall: rows.shortfall(), pivots }
  }

  return { solve, addRow: (row) => rows.add(row, flow), dropRow: rows.drop }
}

type BlockedRow = ReturnType<ReturnType<typeof createTightRows>['limit']>['row']

/** An arc (or −1) or the place of a tight row (or −1), and the direction it goes. */
export type Entering = { arc: number; row: number; sign: number }

const EMPTY = 1
const FULL = -1
const BASIC = 0
const TOLERANCE = 1e-7
const SLOPE_MIN = 1e-9
const ROOM_TIE = 1e-9
const WHOLE_TIE = 1e-6
const STILL_MAX = 20_000
const PIVOTS_PER_ARC_MAX = 50

/** For each node the arc that takes its whole supply to the root, or −1. */
function findExits(model: FlowModel): Int32Array {
  const exits = new Int32Array(model.nodeCount).fill(-1)
  for (let a = 0; a < model.from.length; a++) {
    const node = model.from[a]!
    const takesAll = model.capacity[a]! > model.supply[node]!
    if (model.to[a] === model.nodeCount && exits[node]! < 0 && takesAll) exits[node] = a
  }
  return exits
}
