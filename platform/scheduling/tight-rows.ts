import { createBasisInverse } from './basis-inverse.ts'
import type { Entering, FlowRow } from './flow-with-rows.ts'
import type { Arcs, SpanningTree } from './spanning-tree.ts'

type Row = FlowRow & {
  penalty: number
  value: number
  slope: number
  price: number
  isShort: boolean
  /** Where it stands among the tight rows, or −1. */
  place: number
  shift: number
}

type Part = { row: Row; factor: number }

/**
 * The rows of a flow and what the tight ones need: for each of them one more arc in the basis (an "extra"), and the inverse of the
 * matrix that says by how much a unit round each extra's cycle changes each tight row.
 */
export function createTightRows(
  arcs: Arcs,
  ownCost: Float64Array,
  tree: SpanningTree & { isBelow(node: number, top: number): boolean; settleAll(): void },
  penalty: number,
) {
  const { parent, arc: tie, depth } = tree
  const rows: Row[] = []
  const rowsOfArc = Array.from({ length: ownCost.length }, (): Part[] | undefined => undefined)
  const arcsInRows: number[] = []
  const tight: Row[] = []
  const extras: number[] = []
  let weights: Float64Array = new Float64Array(0)
  const inverse = createBasisInverse()
  let changes = 0
  let moved: Row[] = []

  function add(given: FlowRow, flow: Float64Array): number {
    // Each row is given a little room of its own, so that they do not all stop a step at once.
    const shift = SHIFT * (1 + (((rows.length + 1) * GOLDEN) % 1))
    const value = given.arcs.reduce((sum, a, i) => sum + given.factors[i]! * flow[a]!, given.constant + shift)
    const row = { ...given, penalty, value, slope: 0, price: 0, isShort: value < -TIE, place: -1, shift }
    given.arcs.forEach((a, i) => {
      const part = { row, factor: given.factors[i]! }
      if (rowsOfArc[a]) rowsOfArc[a].push(part)
      else {
        rowsOfArc[a] = [part]
        arcsInRows.push(a)
      }
    })
    return rows.push(row) - 1
  }

  /** A row let go binds nothing any more; if it is tight, the next steps take it out. */
  function drop(index: number): void {
    rows[index]!.penalty = 0
  }

  /** A tight row whose price left its bounds may let go, to either side. */
  function findEntering(): Entering | undefined {
    let best: Entering | undefined
    let worst = PRICE_TIE
    for (const row of tight) {
      const beyond = Math.max(-row.price, row.price - row.penalty)
      if (beyond <= worst) continue
      worst = beyond
      best = { arc: -1, row: row.place, sign: row.price < 0 ? 1 : -1 }
    }
    return best
  }

  /** How far each extra goes along with the entering column, so that the tight rows stay as they are. */
  function compensate(touched: readonly number[], change: Float64Array, place: number, sign: number) {
    if (tight.length === 0) return []
    const wanted = new Float64Array(tight.length)
    if (place >= 0) wanted[place] = sign
    for (const a of touched)
      for (const { row, factor } of rowsOfArc[a] ?? NONE)
        if (row.place >= 0) wanted[row.place] = wanted[row.place]! - factor * change[a]!
    return weigh(wanted)
  }

  function weigh(wanted: Float64Array): [extra: number, amount: number][] {
    weights = inverse.times(wanted)
    return extras.flatMap((a, e) => (Math.abs(weights[e]!) > TIE ? [[a, weights[e]!]] : []))
  }

  /** The row that stops the step before `length`, if one does. */
  function limit(touched: readonly number[], change: Float64Array, place: number, sign: number, length: number) {
    let stop: Row | undefined
    moved = []
    for (const a of touched)
      for (const { row, factor } of rowsOfArc[a] ?? NONE) {
        if (row.place >= 0) continue
        if (row.slope === 0) moved.push(row)
        row.slope = row.slope + factor * change[a]! || Number.MIN_VALUE
      }
    for (const row of moved) {
      if (Math.abs(row.slope) < TIE || row.penalty === 0) continue
      const isApproaching = row.isShort ? row.slope > 0 : row.slope < 0
      const room = Math.max(0, -row.value / row.slope)
      if (isApproaching && room < length - TIE) {
        length = room
        stop = row
      }
    }
    if (place >= 0) {
      moved.push(tight[place]!)
      tight[place]!.slope = sign
    }
    return { row: stop, length }
  }

  function move(length: number): void {
    for (const row of moved) {
      row.value += length * row.slope
      row.slope = 0
    }
  }

  /** A row that lets go is basic again, on the side its price pushes it to. */
  function letGo(row: Row): void {
    row.isShort = row.price >= 0
    row.place = -1
  }

  /** A row stopped the step: it is tight now. Arc `arc` joins the basis for it, or it takes the place of the row that entered. */
  function tighten(row: Row, arc: number, place: number): void {
    changes++
    row.value = 0
    const entries = Float64Array.from(extras, (e) => onCycle(row, e))
    if (arc < 0) {
      inverse.replaceRow(place, entries)
      letGo(tight[place]!)
      row.place = place
      tight[place] = row
    } else {
      inverse.grow(along(arc), entries, onCycle(row, arc))
      extras.push(arc)
      row.place = tight.push(row) - 1
    }
  }

  /** An extra leaves the basis: arc `arc` takes its place, or it goes together with the row that entered. */
  function replaceExtra(old: number, arc: number, place: number): void {
    changes++
    const e = extras.indexOf(old)
    if (arc >= 0) {
      inverse.replaceColumn(e, along(arc))
      extras[e] = arc
      return
    }
    inverse.shrink(e, place)
    extras.splice(e, 1)
    letGo(tight[place]!)
    tight.splice(place, 1)
    tight.forEach((each, i) => {
      each.place = i
    })
  }

  /** Before the tree puts arc `taken` in the place of the one above `cut`: the cycles of extras will run another way. */
  function beforeExchange(cut: number, taken: number): void {
    if (tight.length === 0) return
    changes++
    const shares = Float64Array.from(extras, (e) => crossing(e, cut))
    inverse.giveUp(along(taken), shares, crossing(taken, cut))
  }

  /** What a unit round an arc's cycle sends over the arc above `cut`: 1, −1 or 0. */
  function crossing(a: number, cut: number): number {
    const isOut = tree.isBelow(arcs.from[a]!, cut)
    if (isOut === tree.isBelow(arcs.to[a]!, cut)) return 0
    return isOut === (arcs.to[tie[cut]!] === cut) ? 1 : -1
  }

  /** How far the extras would go to do to the tight rows what a unit round an arc's cycle does. */
  function along(a: number): Float64Array {
    const changed = new Float64Array(tight.length)
    walkCycle(a, (each, amount) => {
      for (const { row, factor } of rowsOfArc[each] ?? NONE)
        if (row.place >= 0) changed[row.place] = changed[row.place]! + factor * amount
    })
    return inverse.times(changed)
  }

  function onCycle(wanted: Row, a: number): number {
    let sum = 0
    walkCycle(a, (each, amount) => {
      for (const { row, factor } of rowsOfArc[each] ?? NONE) if (row === wanted) sum += factor * amount
    })
    return sum
  }

  function walkCycle(a: number, visit: (arc: number, amount: number) => void): void {
    visit(a, 1)
    let u = arcs.from[a]!
    let v = arcs.to[a]!
    while (u !== v) {
      if (depth[u]! >= depth[v]!) {
        visit(tie[u]!, arcs.to[tie[u]!] === u ? 1 : -1)
        u = parent[u]!
      } else {
        visit(tie[v]!, arcs.from[tie[v]!] === v ? 1 : -1)
        v = parent[v]!
      }
    }
  }

  /** The extra that went along most and whose cycle crosses the cut: it can tie the tree together again. */
  function findAcross(cut: number): number {
    let best = -1
    let most = TIE
    extras.forEach((a, e) => {
      const weight = Math.abs(weights[e]!)
      if (weight <= most || tree.isBelow(arcs.from[a]!, cut) === tree.isBelow(arcs.to[a]!, cut)) return
      most = weight
      best = a
    })
    if (best < 0) throw new Error('No arc ties the tree together again.')
    return best
  }

  /** Prices of the rows from the costs of the extras' cycles, then the costs of arcs, then the prices of nodes. */
  function reprice(isAnew = false): void {
    if (isAnew || changes >= CHANGES_MAX) rebuild()
    const cycleCosts = Float64Array.from(extras, (e) => {
      let sum = 0
      walkCycle(e, (a, amount) => {
        sum += amount * ownCost[a]!
        for (const { row, factor } of rowsOfArc[a] ?? NONE)
          if (row.place < 0 && row.isShort) sum -= row.penalty * factor * amount
      })
      return sum
    })
    const prices = inverse.transposedTimes(cycleCosts)
    for (const row of rows) row.price = row.place >= 0 ? prices[row.place]! : row.isShort ? row.penalty : 0
    for (const a of arcsInRows) {
      let cost = ownCost[a]!
      for (const { row, factor } of rowsOfArc[a]!) cost -= row.price * factor
      arcs.cost[a] = cost
    }
    tree.settleAll()
  }

  function rebuild(): void {
    changes = 0
    const matrix = extras.map(() => new Float64Array(extras.length))
    extras.forEach((e, column) => {
      walkCycle(e, (a, amount) => {
        for (const { row, factor } of rowsOfArc[a] ?? NONE)
          if (row.place >= 0) matrix[row.place]![column] = matrix[row.place]![column]! + factor * amount
      })
    })
    inverse.reset(matrix)
  }

  return {
    ...{ add, drop, findEntering, compensate, limit, move, tighten, replaceExtra, beforeExchange, findAcross, reprice },
    /** How far each extra goes back when the shifts are taken away. */
    unshift: () => weigh(Float64Array.from(tight, ({ shift }) => shift)),
    isPlain: () => tight.length === 0,
    isExtra: (a: number) => extras.includes(a),
    /** What the rows add to the value of the dual solution; prices below nothing would prove nothing. */
    boundOf: () => rows.reduce((sum, { price, constant }) => sum - Math.max(0, price) * constant, 0),
    shortfall: () => rows.reduce((sum, { value, penalty: each }) => sum + (each > 0 ? Math.max(0, -value) : 0), 0),
  }
}

const TIE = 1e-9
const PRICE_TIE = 1e-6
const SHIFT = 1e-5
const CHANGES_MAX = 100
const GOLDEN = 0.6180339887
const NONE: readonly Part[] = []
