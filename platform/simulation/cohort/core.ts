import { keepingCores, throwNoMemory, throwNoRoute } from '../cores.ts'
import { CORE } from './core.generated.ts'

/** The inner part of the cohort engine: `core/cohort/` compiled. */
export type CohortCore = { exports: CohortExports }

/** What the files of `core/cohort/` say of each. Places of memory, routes and numbers by day are handed over as they were returned. */
export type CohortExports = {
  memory: WebAssembly.Memory
  createWorld(
    ...of: [
      seed: number,
      replication: number,
      days: number,
      kinds: number,
      nodes: number,
      oldest: number,
      periods: number,
      periodDays: number,
    ]
  ): void
  createMeasure(node: number, groups: number, lags: number): number
  setGroup(kind: number, group: number): void
  createWatches(count: number): void
  setWatch(watch: number, kind: number, birth: number): void
  watchOf(kind: number, birth: number): number
  createByDay(count: number): number
  valuesOf(byDay: number): number
  createRoutes(count: number): number
  setRoute(routes: number, i: number, share: number, node: number, kind: number): void
  endRoutes(routes: number, kind: number, end: number): void
  createDelayAt(node: number, keepsBirth: number, piecesADay: number, routes: number): number
  createStationAt(
    ...of: [node: number, isOldest: number, servers: number, pace: number, assistants: number, routes: number]
  ): void
  setLoad(node: number, reference: number, exponent: number, slowest: number, fastest: number): void
  setKind(
    ...of: [
      node: number,
      kind: number,
      isNewRank: number,
      work: number,
      scv: number,
      isAssisted: number,
      leavesPerDay: number,
      leavesTo: number,
    ]
  ): void
  createArrivals(count: number): void
  setArrival(i: number, kind: number, node: number, perDay: number): void
  createOrder(count: number): void
  setOrder(i: number, node: number): void
  putIn(node: number, kind: number, birth: number, count: number): void
  begin(): void
  live(day: number): void
  end(): void
  present(node: number): number
  waitingOf(node: number, kind: number, birth: number): number
  entered(): number
  waitFigures(): number
  watchedByDay(): number
  // Chance, and the functions it is made by, as `distributions.ts` and `functions.ts` have them.
  setKey(seed: number, replication: number): void
  uniform(entity: number, purpose: number, visit: number): number
  normal(entity: number, purpose: number, visit: number): number
  poisson(entity: number, purpose: number, visit: number, mean: number): number
  binomial(entity: number, purpose: number, visit: number, trials: number, share: number): number
  log(x: number): number
  exp(x: number): number
  logFactorial(n: number): number
  normalQuantile(probability: number): number
}

export const { take: takeCohortCore, keepForNext } = keepingCores(
  CORE,
  (module): CohortCore => ({
    exports: new WebAssembly.Instance(module, {
      memory: { noMemory: throwNoMemory },
      stations: { noRoute: throwNoRoute },
      delays: { noRoute: throwNoRoute },
    }).exports as CohortExports,
  }),
)
