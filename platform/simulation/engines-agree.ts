import { presentIn, waitsOf } from './bands.ts'
import type { FlowRun } from './flow.ts'
import { type Estimate, meanOf, pairedDifference } from './statistics.ts'

/** How far two engines are apart, as shares of what the exact one says; the largest of its kind. */
export type Agreement = {
  /** Mean number present, on any sampled day. */
  backlog: Apart
  /** Mean over replications of the median wait and of the 90th percentile, of any group or all in any period. */
  medianWait: Apart
  ninetiethWait: Apart
  /** Standard deviation between replications of the number present on the last day: cohort ÷ exact. */
  deviationRatio: number
}

export type Apart = {
  share: number
  /** Of that share, from the paired replications: what lies within twice of it says nothing about the engines. */
  standardError: number
}

/**
 * Judges the cohort engine by replications of the same numbers of the exact one. `nodes` are those whose units are the backlog.
 * Groups and periods in which fewer than `COUNT_MIN` units were measured are left out: their percentiles are chance.
 */
export function engineAgreement(
  exact: readonly FlowRun[],
  cohort: readonly FlowRun[],
  { nodes, groups, periods }: { nodes: readonly number[]; groups: number; periods: number },
): Agreement {
  const present = [exact, cohort].map((runs) => runs.map((run) => presentIn(run, nodes))) as [
    Float64Array[],
    Float64Array[],
  ]
  const waits = (figure: 'p50' | 'p90') => {
    const found: Apart[] = []
    for (let group = 0; group <= groups; group++) {
      const [counts, first, second] = [
        exact.map((run) => waitsOf(run, group, periods, 'count')),
        exact.map((run) => waitsOf(run, group, periods, figure)),
        cohort.map((run) => waitsOf(run, group, periods, figure)),
      ] as const
      for (let period = 0; period < periods; period++)
        if (counts.every((of) => of[period]! >= COUNT_MIN)) found.push(apart(first, second, period))
    }
    return largest(found)
  }
  const last = present[0][0]!.length - 1
  return {
    backlog: largest(Array.from({ length: last + 1 }, (_, place) => apart(...present, place))),
    medianWait: waits('p50'),
    ninetiethWait: waits('p90'),
    deviationRatio: Math.sqrt(varianceAt(present[1], last) / varianceAt(present[0], last)),
  }
}

/** How many times smaller the variance of second − first is when both share their chance than when the second takes that of another replication. */
export function varianceRatio(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const other = Float64Array.from({ length: second.length }, (_, i) => second[(i + 1) % second.length]!)
  return squared(pairedDifference(first, other).standardError / pairedDifference(first, second).standardError)
}

function apart(exact: readonly ArrayLike<number>[], cohort: readonly ArrayLike<number>[], place: number): Apart {
  const [first, second] = [exact, cohort].map((of) => of.map((values) => values[place]!)) as [number[], number[]]
  const { mean } = meanOf(first)
  const difference: Estimate = pairedDifference(first, second)
  return { share: Math.abs(difference.mean) / mean, standardError: difference.standardError / mean }
}

const largest = (of: readonly Apart[]): Apart =>
  of.reduce((most, one) => (one.share > most.share ? one : most), { share: 0, standardError: 0 })

function varianceAt(series: readonly Float64Array[], place: number): number {
  const { standardError } = meanOf(series.map((of) => of[place]!))
  return standardError * standardError * series.length
}

const squared = (value: number) => value * value
const COUNT_MIN = 100
