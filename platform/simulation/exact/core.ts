import { keepingCores, throwNoMemory, throwNoRoute } from '../cores.ts'
import { CORE } from './core.generated.ts'

/**
 * The inner part of the exact engine: `core/exact/` compiled. What it cannot make of its own numbers it asks for.
 */
export type Core = {
  exports: CoreExports
  /** Said anew for each run. */
  asks: Asks
}

export type Asks = {
  /** A time of a spread that only this side knows, from the words drawn for it; and what is left of one that is under way. */
  timeFrom: (node: number, kind: number, word0: number, word1: number) => number
  residualFrom: (node: number, kind: number, word0: number, word1: number) => number
}

/** What the files of `core/exact/` say of each; numbers are whole but for times, ranks, means and shares. */
export type CoreExports = {
  memory: WebAssembly.Memory
  createWorld(
    key0: number,
    key1: number,
    turns: number,
    days: number,
    nodes: number,
    stations: number,
    most: number,
  ): void
  createMeasure(node: number, kinds: number, periods: number, periodDays: number, watches: number): void
  createStreams(constant: number, daily: number): void
  setGroup(kind: number, group: number): void
  setWatch(watch: number, number: number): void
  setStream(i: number, kind: number, node: number, index: number, perDay: number): void
  createNode(node: number, turn: number, form: number, kinds: number, lanes: number, days: number, first: number): void
  setRules(node: number, order: number, isPreemptive: number): void
  setMost(node: number, most: number, turnedAwayTo: number): void
  setLane(node: number, lane: number, rank: number, isAssisted: number): void
  setTime(node: number, kind: number, form: number, mean: number, scale: number): void
  setKind(
    ...of: [node: number, kind: number, lane: number, rank: number, isAssisted: number, patience: number, to: number]
  ): void
  createRoutes(node: number, kind: number, count: number): void
  setRoute(node: number, kind: number, i: number, upTo: number, to: number, toKind: number): void
  count(node: number, kinds: number, rows: number): void
  passWithoutEvents(node: number): void
  leaveWithoutEvents(node: number): void
  deferArrivals(node: number): void
  putIn(node: number, kind: number, bornOn: number, from: number, upTo: number): void
  fillServers(node: number): void
  planArrivals(): void
  play(most: number): number
  settleDay(day: number): void
  beginDay(day: number): void
  setDay(node: number, servers: number, assistants: number, pace: number): void
  turnServers(node: number): void
  waitingAt(node: number): number
  leftInLine(node: number): number
  expect(daily: number, arrivals: number): void
  orderDay(): void
  beginCounting(node: number, hasWaits: number): void
  endCounting(node: number): void
  now(): number
  events(): number
  setDue(source: number, at: number): void
  presentAt(node: number): number
  entered(): number
  waits(): number
  fillCells(cells: number): void
  sortCell(cell: number): void
  waitsUpTo(): number
  sortedWaits(): number
  watchedOn(): number
  rowsByPresent(node: number): number
  rowsInTally(node: number): number
  rowsByKind(node: number): number
  binsOfWaits(node: number): number
  /** The words of a random number, the first above the second, and what is made of them. */
  draw(key0: number, key1: number, counter0: number, counter1: number): bigint
  fraction(words: bigint): number
  exponential(words: bigint): number
  erlang2(words: bigint): number
}

export const { take: takeCore, keepForNext } = keepingCores(CORE, (module): Core => {
  const asks: Asks = { timeFrom: notAsked, residualFrom: notAsked }
  const instance = new WebAssembly.Instance(module, {
    serving: { timeFrom: (...of: Parameters<Asks['timeFrom']>) => core.asks.timeFrom(...of) },
    starting: { residualFrom: (...of: Parameters<Asks['residualFrom']>) => core.asks.residualFrom(...of) },
    travelling: { noRoute: throwNoRoute },
    units: { tooManyUnits: throwTooMany },
    memory: { noMemory: throwNoMemory },
  })
  const core: Core = { exports: instance.exports as CoreExports, asks }
  return core
})

function notAsked(): never {
  throw new Error('a time was asked for before its spread was said')
}

function throwTooMany(most: number): never {
  throw new Error(
    `memory: more than ${most} units are present at once; shorten days, or let arrivals and servers come closer`,
  )
}
