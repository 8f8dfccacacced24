import type { Flow, FlowNode, Route } from '#platform/simulation/flow.ts'
import { pointsOf } from '#platform/simulation/spreads.ts'
import { interviewsOf } from './interviews.ts'
import { byKind, kindsOf, shares, spread, workingDays } from './kinds.ts'
import { type World, worldOf } from './sampling.ts'
import type { Scenario } from './scenario.ts'
import { DAYS_A_MONTH, DAYS_A_YEAR, type StaffByDay, staffByDay } from './staffing.ts'
import { arrivalsOf, waitingOf } from './tracks-by-day.ts'

/** One world of a scenario as a network of queues, with what the reader of its run has to know beside it. */
export type Compiled = {
  flow: Flow
  world: World
  /** Nodes in which a case waits for its first decision. */
  pending: number[]
  /** Where appeals wait, or -1. */
  appeals: number
  officers: StaffByDay
  support: StaffByDay
}

export const daysOf = ({ years }: Scenario): number => Math.floor(years * DAYS_A_YEAR)

/** The scenario's world number `replication`: with one seed, other scenarios have the same chance wherever a field is the same. */
export function compile(scenario: Scenario, seed: number, replication: number): Compiled {
  const world = worldOf(scenario, { seed, replication })
  const days = daysOf(scenario)
  const kinds = kindsOf(scenario)
  const { officers, support } = staffOf(scenario, world, days)
  const nodes: FlowNode[] = []
  const add = (node: FlowNode) => nodes.push(node) - 1
  const always = (node: number): Route[][] => byKind(kinds, (_, kind) => [{ share: 1, node, kind }])
  const waits = (mean: number, scv: number, routes: Route[][]) =>
    add({ form: 'delay', lasts: spread(Math.max(MOMENT, mean), scv), routes })

  const gone = add({ form: 'gone' })
  const decided = add({ form: 'gone' })
  const appealed = world.value('appeals.share')
  const appeals = appealed > 0 ? waits(world.value('appeals.months') * DAYS_A_MONTH, 0.5, always(gone)) : -1
  const decision = waits(
    world.value('decision.lagDays'),
    LAG_SCV,
    byKind(kinds, (_, kind) =>
      shares([
        { share: 1 - appealed, node: decided, kind },
        { share: appealed, node: appeals, kind },
      ]),
    ),
  )
  // The interview comes after its delays, which lead back to it.
  const interview = decision + 2 + scenario.tracks.filter(({ hearings }) => hearings).length
  const back = waits(world.value('noShow.backAfterDays'), 1, always(interview))
  const further = scenario.tracks.map(({ hearings }, track) =>
    hearings
      ? waits(world.value(`tracks.${track}.hearings.monthsBetween`) * DAYS_A_MONTH, 0.25, always(interview))
      : -1,
  )
  add(interviewsOf(scenario, world, { days, kinds, officers, support, gone, decision, back, further }))
  const ends = world.value('screening.endsShare')
  const screening = scenario.screening
    ? waits(
        world.value('screening.days'),
        0.5,
        byKind(kinds, (_, kind) =>
          shares([
            { share: 1 - ends, node: interview, kind },
            { share: ends, node: gone, kind },
          ]),
        ),
      )
    : interview
  const registration = scenario.registration
    ? add({
        form: 'station',
        servers: Math.max(1, Math.round(world.value('registration.desks'))),
        pace: workingDays(scenario, days),
        work: byKind(kinds, () => spread(1 / world.value('registration.casesPerDeskDay'), 0.5)),
        rank: byKind(kinds, (track) => scenario.tracks[track]!.rank),
        order: 'oldest',
        routes: always(screening),
      })
    : screening

  return {
    flow: {
      days,
      kinds: kinds.count,
      arrivals: arrivalsOf(scenario, world, { days, kinds, first: registration, further, interview }),
      waiting: waitingOf(scenario, world, { kinds, registration, interview, decision }),
      nodes,
      measure: {
        node: decision,
        groups: scenario.tracks.length,
        groupOf: byKind(kinds, (track) => track),
        periodDays: DAYS_A_YEAR,
        sampleDays: SAMPLE_DAYS,
        lag: pointsOf(spread(Math.max(MOMENT, world.value('decision.lagDays')), LAG_SCV), LAG_POINTS),
      },
    },
    world,
    pending: [...new Set([registration, screening, interview, back, ...further.filter((node) => node >= 0), decision])],
    ...{ appeals, officers, support },
  }
}

/** People paid, at work and working, of one world. */
export function staffOf(scenario: Scenario, world: World, days: number) {
  const intakes = (who: 'officers' | 'supportStaff', count: number) =>
    Array.from({ length: count }, (_, i) => ({
      count: world.value(`${who}.hires.${i}.count`),
      firstDay: world.value(`${who}.hires.${i}.firstMonth`) * DAYS_A_MONTH,
      overDays: world.value(`${who}.hires.${i}.overMonths`) * DAYS_A_MONTH,
      trainingDays: world.value(`${who}.hires.${i}.trainingMonths`) * DAYS_A_MONTH,
      learningDays: world.value(`${who}.hires.${i}.learningMonths`) * DAYS_A_MONTH,
      paceWhileLearning: world.value(`${who}.hires.${i}.paceWhileLearning`),
    }))
  const { hires, areReplaced } = scenario.officers
  return {
    officers: staffByDay(
      {
        now: world.value('officers.now'),
        intakes: intakes('officers', hires.length),
        leavingPerYear: world.value('officers.leavingPerYear'),
        areReplaced,
      },
      days,
    ),
    support: staffByDay(
      {
        now: world.value('supportStaff.now'),
        intakes: intakes('supportStaff', scenario.supportStaff?.hires.length ?? 0),
        leavingPerYear: 0,
        areReplaced: true,
      },
      days,
    ),
  }
}

const SAMPLE_DAYS = 7
const LAG_POINTS = 16
/** Decisions that take a while take very unlike whiles: small samples of published cases run from days to two years. */
const LAG_SCV = 1
/** A delay of nothing is an hour. */
const MOMENT = 1 / 24
