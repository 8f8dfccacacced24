import type { Station } from '#platform/simulation/flow.ts'
import { log } from '#platform/simulation/functions.ts'
import { byKind, type Kinds, shares, spread, workingDays } from './kinds.ts'
import type { World } from './sampling.ts'
import type { Scenario } from './scenario.ts'
import { DAYS_A_YEAR, type StaffByDay } from './staffing.ts'
import { wandering } from './wandering.ts'

type Around = {
  days: number
  kinds: Kinds
  officers: StaffByDay
  support: StaffByDay
  gone: number
  decision: number
  /** Where whoever did not come waits for another day; by track, where whoever has a further hearing does. */
  back: number
  further: number[]
}

/** Officers hear cases: the queue everybody speaks of. */
export function interviewsOf(scenario: Scenario, world: World, around: Around): Station {
  const { days, kinds, officers, support, gone, decision, back, further } = around
  const share = world.value('officers.share')
  const takenOver = world.value('supportStaff.officerTimeEach')
  const servers = new Float64Array(days)
  const pace = workingDays(scenario, days)
  const drifted = driftOf(world, days)
  for (let day = 0; day < days; day++) {
    const present = officers.working[day]! * share
    servers[day] = Math.ceil(present)
    const more = Math.max(0, support.working[day]! - support.working[0]!) * takenOver
    const helped = present > 0 ? Math.min(HELPED_MAX, 1 + more / officers.working[day]!) : 1
    // Servers are whole; what is missing to a whole one, and what those who learn do not do yet, is pace.
    pace[day]! *= present > 0 ? (officers.work[day]! * share * helped * drifted[day]!) / servers[day]! : 0
  }
  const usual = WORKING_DAYS_A_MONTH / world.value('officers.casesPerMonth')
  const noShow = world.value('noShow.share')
  const exponent = world.value('officers.loadExponent')
  const hearingsOf = (track: number, field: string) => world.value(`tracks.${track}.hearings.${field}`)
  return {
    form: 'station',
    servers,
    pace,
    work: byKind(kinds, (track) => {
      const hearings = scenario.tracks[track]!.hearings ? hearingsOf(track, 'count') : 1
      return spread((usual * world.value(`tracks.${track}.workFactor`)) / hearings, WORK_SCV)
    }),
    rank: byKind(kinds, (track) => scenario.tracks[track]!.rank),
    order: scenario.order === 'oldest-first' ? 'oldest' : 'newest',
    leaving: {
      perDay: byKind(kinds, (track) => -log(1 - world.value(`tracks.${track}.withdrawalPerYear`)) / DAYS_A_YEAR),
      to: byKind(kinds, () => gone),
    },
    ...(exponent !== 0 && { load: { reference: Math.max(1, world.waiting), exponent, slowest: 0.5, fastest: 2 } }),
    ...(kinds.each === 2 && {
      assistants: {
        present: Math.round(world.value('interpreters.present')),
        isNeeded: byKind(kinds, (_, kind) => kinds.needsInterpreter(kind)),
      },
    }),
    routes: byKind(kinds, (track, kind) => {
      if (!scenario.tracks[track]!.hearings)
        return shares([
          { share: 1 - noShow, node: decision, kind },
          { share: noShow, node: back, kind },
        ])
      // Each hearing may be the last; on average there are `count` of them. Who misses one is decided in absence.
      const missed = hearingsOf(track, 'missedShare')
      const last = (1 - missed) / hearingsOf(track, 'count')
      return shares([
        { share: last, node: decision, kind },
        { share: 1 - missed - last, node: further[track]!, kind },
        { share: missed, node: gone, kind },
      ])
    }),
  }
}

const driftOf = (world: World, days: number): Float64Array =>
  wandering(world.value(DRIFT), days, (month) => world.normal(DRIFT, month + 1))

/** The first normal number of a field is that of its own value. */
const DRIFT = 'officers.paceDriftPerYear'
/** 365.25 days, 5 of 7, by 12. */
export const WORKING_DAYS_A_MONTH = 21.74
/** Assumption: interviews differ as times of service usually do; few take more than three times the mean. */
const WORK_SCV = 0.5
/** Assumption: support staff can take over at most half as much again as officers do. */
const HELPED_MAX = 1.5
