import { type Five, five } from './five.ts'
import type { World } from './sampling.ts'
import type { Scenario } from './scenario.ts'
import { DAYS_A_YEAR, type StaffByDay } from './staffing.ts'

export type PlanCost = {
  currency: string
  paidBy: 'legislature' | 'fees'
  /** Of all who work in it, a year, mean over the plan. */
  perYear: Five
  /** Beyond those who were there at the start. */
  morePerYear: Five
  perDecision: Five
  /** What each of the other applications would pay more; null where the legislature pays. Whoever seeks asylum pays nothing. */
  feePerApplication: Five | null
}

type CountedWorld = { world: World; staff: { officers: StaffByDay; support: StaffByDay }; decided: number }

export function costOf(money: NonNullable<Scenario['money']>, worlds: readonly CountedWorld[], days: number): PlanCost {
  const years = days / DAYS_A_YEAR
  const share = ({ world }: CountedWorld) => world.value('officers.share') || 1
  const perYear = (of: CountedWorld) =>
    (yearsOf(of.staff.officers.paid) * share(of) * of.world.value('money.officerPerYear') +
      yearsOf(of.staff.support.paid) * of.world.value('money.supportPerYear')) /
    years
  const atStart = (of: CountedWorld) =>
    of.staff.officers.paid[0]! * share(of) * of.world.value('money.officerPerYear') +
    of.staff.support.paid[0]! * of.world.value('money.supportPerYear')
  const more = worlds.map((of) => perYear(of) - atStart(of))
  return {
    currency: money.currency,
    paidBy: money.paidBy,
    perYear: five(worlds.map(perYear)),
    morePerYear: five(more),
    perDecision: five(worlds.map((of) => (perYear(of) * years) / Math.max(1, of.decided))),
    feePerApplication:
      money.paidBy === 'fees'
        ? five(worlds.map(({ world }, i) => Math.max(0, more[i]!) / world.value('money.feePayersPerYear')))
        : null,
  }
}

function yearsOf(people: Float64Array): number {
  let sum = 0
  for (let day = 0; day < people.length; day++) sum += people[day]!
  return sum / DAYS_A_YEAR
}
