import type { Entering, FlowRow } from './flow-with-rows.ts'
import { inverseOf } from './inverse.ts'
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
  const rowsOfArc = new Map<number, { row: Row; factor: number }[]>()
  let tight: Row[] = []
  let extras: number[] = []
  let weights = new Float64Array(0)
  let inverse: Float64Array[] = []
  let moved: Row[] = []

  function add(given: FlowRow, flow: Float64Array): number {
    // Each row is given a little room of its own, so that they do not all stop a step at once.
    const shift = SHIFT * (1 + (((rows.length + 1) * GOLDEN) % 1))
    const value = given.arcs.reduce((sum, a, i) => sum + given.factors[i]! * flow[a]!, given.constant + shift)
    const row = { ...given, penalty, value, slope: 0, price: 0, isShort: value < -TIE, place: -1, shift }
    given.arcs.forEach((a, i) => {
      rowsOfArc.set(a, [...(rowsOfArc.get(a) ?? []), { row, factor: given.factors[i]! }])
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
      for (const { row, factor } of rowsOfArc.get(a) ?? NONE)
        if (row.place >= 0) wanted[row.place] = wanted[row.place]! - factor * change[a]!
    return weigh(wanted)
  }

  function weigh(wanted: Float64Array): [extra: number, amount: number][] {
    weights = new Float64Array(extras.length)
    for (let i = 0; i < wanted.length; i++) {
      if (wanted[i] === 0) continue
      for (let e = 0; e < extras.length; e++) weights[e] = weights[e]! + inverse[e]![i]! * wanted[i]!
    }
    return extras.flatMap((a, e) => (Math.abs(weights[e]!) > TIE ? [[a, weights[e]!]] : []))
  }

  /** The row that stops the step before `length`, if one does. */
  function limit(touched: readonly number[], change: Float64Array, place: number, sign: number, length: number) {
    let stop: Row | undefined
    moved = []
    for (const a of touched)
      for (const { row, factor } of rowsOfArc.get(a) ?? NONE) {
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

  function loosen(place: number): void {
    const row = tight[place]!
    row.isShort = row.price >= 0
    row.place = -1
    tight = tight.filter((each) => each !== row)
    tight.forEach((each, i) => {
      each.place = i
    })
  }

  function tighten(row: Row, arc: number, place: number): void {
    if (arc < 0) loosen(place)
    else extras = [...extras, arc]
    row.value = 0
    row.place = tight.length
    tight = [...tight, row]
  }

  function replaceExtra(old: number, arc: number, place: number): void {
    if (arc >= 0) extras = extras.map((a) => (a === old ? arc : a))
    else {
      extras = extras.filter((a) => a !== old)
      loosen(place)
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
  function reprice(): void {
    const matrix = extras.map(() => new Float64Array(extras.length))
    const cycleCost = new Float64Array(extras.length)
    extras.forEach((e, column) => {
      const pass = (a: number, amount: number): void => {
        cycleCost[column] = cycleCost[column]! + amount * ownCost[a]!
        for (const { row, factor } of rowsOfArc.get(a) ?? NONE) {
          if (row.place >= 0) matrix[row.place]![column] = matrix[row.place]![column]! + factor * amount
          else if (row.isShort) cycleCost[column] = cycleCost[column]! - row.penalty * factor * amount
        }
      }
      pass(e, 1)
      let u = arcs.from[e]!
      let v = arcs.to[e]!
      while (u !== v) {
        if (depth[u]! >= depth[v]!) {
          pass(tie[u]!, arcs.to[tie[u]!] === u ? 1 : -1)
          u = parent[u]!
        } else {
          pass(tie[v]!, arcs.from[tie[v]!] === v ? 1 : -1)
          v = parent[v]!
        }
      }
    })
    inverse = inverseOf(matrix)
    for (const row of rows) {
      if (row.place < 0) row.price = row.isShort ? row.penalty : 0
      else row.price = inverse.reduce((sum, line, e) => sum + line[row.place]! * cycleCost[e]!, 0)
    }
    for (const [a, of] of rowsOfArc)
      arcs.cost[a] = of.reduce((sum, { row, factor }) => sum - row.price * factor, ownCost[a]!)
    tree.settleAll()
  }

  return {
    ...{ add, drop, findEntering, compensate, limit, move, tighten, replaceExtra, findAcross, reprice },
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
const GOLDEN = 0.6180339887
const NONE: readonly { row: Row; factor: number }[] = []
