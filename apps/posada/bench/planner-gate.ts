import { assess, holds, type Strictness } from '#capabilities/gate/assessing.ts'
import { createGateDays } from '#capabilities/gate/day.ts'
import { EXAMPLE_GATE, type Gate, RISK } from '#capabilities/gate/model.ts'
import { finish, mostEver, planSlots } from '#capabilities/gate/slots.ts'
import { corridorFlow, peakFlow } from '#capabilities/gate/walking.ts'
import { createChance } from '#platform/base/chance.ts'
import { atLeast, atMost, type BenchRow, shown } from './benchmark.ts'

const DAYS = 10_000
const OTHER_SEED = 20_211_024
const HINDSIGHT: Strictness = { days: 1_500, seed: 31, risk: RISK }
const SWAPS = 24

/** Invented gates that differ in what limits them: counters, area, short slots, long service with many no-shows, and the lane. */
const gates: readonly (readonly [name: string, gate: Gate, boundBy: 'counters' | 'other'])[] = [
  ['counters', EXAMPLE_GATE, 'counters'],
  ['area', { ...EXAMPLE_GATE, areaM2: 30 }, 'other'],
  ['short slots', { ...EXAMPLE_GATE, slotMinutes: 15, slots: 32, counters: 3, minutesPerFamily: 12 }, 'counters'],
  [
    'no-shows',
    { ...EXAMPLE_GATE, counters: 12, minutesPerFamily: 30, serviceScv: 1, showUpShare: 0.7, waitMinutesMax: 60 },
    'counters',
  ],
  ['lane', { ...EXAMPLE_GATE, minutesPerFamily: 8, secondsPerPersonAtLane: 45 }, 'other'],
]

/**
 * The gate's line of the planner's table. A limit counts as broken on a day as soon as it is broken once, for anybody: the strictest reading.
 * The best possible is the largest booking that a search finds which judges on its own days, with the bare limits and knowing how they end.
 */
export function gateRows(progress: (text: string) => void = () => {}): BenchRow[] {
  const seen = gates.map(([name, gate, boundBy]) => {
    progress(`gate: ${name}`)
    const { bookings } = finish(planSlots(gate))
    const { days, seed } = { days: DAYS, seed: OTHER_SEED }
    const planned = sum(bookings)
    return {
      ...{ gate, boundBy, planned, best: bestInHindsight(gate, bookings) },
      ...{ ever: mostEver(gate, { days: 1_000, seed: 5 }), found: finish(assess(gate, bookings, { days, seed })) },
    }
  })
  const worst = (figure: (each: (typeof seen)[number]) => number) => Math.max(...seen.map(figure)) * 100
  const least = (all: typeof seen, figure: (each: (typeof seen)[number]) => number) =>
    Math.min(...all.map(figure)) * 100
  const peak = peakFlow().perMetreSecond
  return [
    atMost(
      'gate.daysOverDensity',
      worst(({ found }) => found.daysOverDensity),
      '% of 10,000 days',
      0.1,
    ),
    atMost(
      'gate.daysOverWait',
      worst(({ found }) => found.daysOverWait),
      '% of 10,000 days',
      5,
    ),
    shown(
      'gate.minutesOverDensity',
      worst(({ found }) => found.minutesOverDensity),
      '% of minutes',
    ),
    shown(
      'gate.familiesOverWait',
      worst(({ found }) => found.familiesOverWait),
      '% of families',
    ),
    atLeast(
      'gate.use',
      least(seen, ({ planned, best }) => planned / best),
      '% of the best in hindsight',
      85,
    ),
    atLeast(
      'gate.useOfCounters',
      least(
        seen.filter(({ boundBy }) => boundBy === 'counters'),
        ({ planned, ever }) => planned / ever,
      ),
      '% of what no plan can exceed',
      85,
    ),
    atMost('gate.weidmannPeak', Math.abs(peak / 1.225 - 1) * 100, '% from 1.225 /(m·s)', 0.5),
    atMost('gate.weidmannCurve', curveError() * 100, '% at most, of 17 densities', 0.5),
  ]
}

/** From the plan on: one more wherever it goes, families moved between slots to make room, and one more again. */
function bestInHindsight(gate: Gate, bookings: readonly number[]): number {
  const simulate = createGateDays(gate, HINDSIGHT.seed)
  const isHeld = (plan: readonly number[]) => finish(holds(gate, simulate, plan, HINDSIGHT))
  const chance = createChance(6)
  let best = [...bookings]
  const fill = (plan: number[]) => {
    let filled = plan
    for (let slot = 0; slot < gate.slots; slot++)
      for (let next = filled; isHeld(next); next = filled.with(slot, filled[slot]! + 1)) filled = next
    return filled
  }
  best = fill(best)
  for (let swap = 0; swap < SWAPS; swap++) {
    const from = chance.between(0, gate.slots - 1)
    const to = chance.between(0, gate.slots - 1)
    const more = chance.happens(0.5) ? 1 : 2
    if (from === to || best[from]! === 0) continue
    const moved = best.with(from, best[from]! - 1).map((each, slot) => (slot === to ? each + more : each))
    if (isHeld(moved)) best = sum(moved) > sum(best) ? fill(moved) : moved
  }
  return sum(best)
}

/**
 * The curve against a table of it: speed in m/s at 0.25, 0.5 … 4.25 people per m², worked out apart with 40 digits from the published formula.
 */
function curveError(): number {
  return Math.max(...TABLE.map((speed, i) => Math.abs(corridorFlow((i + 1) / 4) / (speed * ((i + 1) / 4)) - 1)))
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0)

const TABLE = [
  1.33909, 1.29838, 1.19099, 1.05806, 0.92665, 0.80656, 0.69995, 0.60624, 0.52396, 0.45154, 0.38754, 0.33069, 0.27995,
  0.23443, 0.19341, 0.15626, 0.12249,
]
