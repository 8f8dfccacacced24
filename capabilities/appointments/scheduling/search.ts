import { createChance } from '#platform/base/chance.ts'
import { createFlowProgram } from '#platform/scheduling/flow-with-rows.ts'
import { lengthOf } from './diary.ts'
import { explain } from './explaining.ts'
import { worthOf } from './first-answer.ts'
import { buildNetwork, MUST_COME } from './network.ts'
import { createSeating, type Party, partiesOf, type Seating } from './parties.ts'
import type { Family, Schedule, SchedulingProblem } from './problem.ts'

/**
 * A schedule for everything a plan may ask for: rooms, long meetings, households on one day, the officer who knows the case, a cap on being
 * passed over. First the bound: the same plan as a flow, with every slot of a party for itself. Then parties are seated in the order the flow
 * gives them, and a neighbourhood search empties a few days at a time and fills them again, keeping what is not worse.
 * How long it searches is a number of rounds, so that the same file gives the same schedule.
 */
export function scheduleAll(
  problem: SchedulingProblem,
  rounds = ROUNDS,
  /** Told how much of the search is done, from 0 to 1. */
  onProgress: (done: number) => void = () => {},
): Schedule {
  const parties = partiesOf(problem)
  const { bound, wishedDays } = relaxed(problem, parties)
  const seating = createSeating(problem, worthOf(problem))
  const { days } = problem
  const weigh = (party: Party, day: number | undefined) =>
    party.priority * (day ?? 2 * days) + (day === undefined && party.isDue ? party.priority * 2 * days * MUST_COME : 0)
  const dayOf = new Map<Party, number>()
  const chance = createChance(1)
  const density = new Map(parties.map((party) => [party, party.priority / party.length]))

  fill(
    parties.toSorted(
      (a, b) =>
        Number(b.isDue) - Number(a.isDue) ||
        wishedDays.get(a)! - wishedDays.get(b)! ||
        density.get(b)! - density.get(a)!,
    ),
  )
  for (let round = 0; round < rounds && costNow() > bound * GOOD_ENOUGH; round++) {
    if (round % 50 === 0) onProgress(round / rounds)
    improve()
  }
  keepOfficers(problem, seating)
  const placed = [...seating.seats].map(([family, seat]) => ({ family, ...seat }))
  const left = problem.families.filter((family) => !seating.seats.has(family))
  // The bound counts on everybody who must come; where one could not, it is worked out without.
  const isEveryoneDueIn = parties.every((party) => !party.isDue || dayOf.has(party))
  const unforced = () =>
    relaxed(
      problem,
      parties.map((party) => ({ ...party, isDue: false })),
    ).bound
  return explain(problem, placed, left, isEveryoneDueIn ? bound : unforced())

  function costNow(): number {
    return parties.reduce((sum, party) => sum + weigh(party, dayOf.get(party)), 0)
  }

  function fill(order: readonly Party[]): void {
    // Where one found no room, those like it find none either: days only get fuller here.
    const full = new Set<string>()
    for (const party of order) {
      if (dayOf.has(party)) continue
      const kind = party.members.map((each) => `${each.special} ${each.language} ${lengthOf(each)}`).join()
      const day = daysFor(party).find((each) => {
        if (full.has(`${each} ${kind}`)) return false
        if (seating.sitTogether(party.members, each)) return true
        full.add(`${each} ${kind}`)
        return false
      })
      if (day !== undefined) dayOf.set(party, day)
    }
  }

  /** The first day that has room; those who must come take the day the flow has for them, so that they delay others less. */
  function daysFor(party: Party): number[] {
    const all = Array.from({ length: Math.max(0, days - party.noticeDays) }, (_, i) => party.noticeDays + i)
    if (!party.isDue) return all
    const wished = wishedDays.get(party)!
    return [...all.filter((day) => day >= wished), ...all.filter((day) => day < wished).reverse()]
  }

  /** Empties some days for some of those who sit there, and lets them and some of the later ones in again in another order. */
  function improve(): void {
    const from = chance.between(0, days - 1)
    const to = Math.min(days - 1, from + chance.between(0, 2))
    // Every other time those of one language: they share interpreters over many days.
    const language = chance.happens(0.5) ? chance.pick(parties).members[0]!.language : undefined
    const isTouched = (party: Party) => {
      if (language !== undefined) return party.members.some((each) => each.language === language) && chance.happens(0.3)
      const day = dayOf.get(party)
      if (day !== undefined && day >= from && day <= to) return chance.happens(0.5)
      return party.noticeDays <= to && (day === undefined || day > to) && chance.happens(0.05)
    }
    const touched = parties.filter(isTouched)
    const before = touched.map((party) => ({
      party,
      day: dayOf.get(party),
      seats: party.members.map((m) => seating.seats.get(m)),
    }))
    const old = before.reduce((sum, { party, day }) => sum + weigh(party, day), 0)
    for (const party of touched) empty(party)
    const noise = new Map(touched.map((party) => [party, density.get(party)! * (1 + chance.next() * NOISE)]))
    fill(touched.toSorted((a, b) => Number(b.isDue) - Number(a.isDue) || noise.get(b)! - noise.get(a)!))
    if (touched.reduce((sum, party) => sum + weigh(party, dayOf.get(party)), 0) <= old) return
    for (const party of touched) empty(party)
    for (const { party, day, seats } of before) {
      if (day === undefined) continue
      dayOf.set(party, day)
      party.members.forEach((family, i) => {
        seating.sit(family, seats[i]!)
      })
    }
  }

  function empty(party: Party): void {
    dayOf.delete(party)
    for (const family of party.members) seating.stand(family)
  }
}

const ROUNDS = 5_000
/** How far the order may stray from priority: more of it mixes the urgent among the others, and finds less (tried on twelve tight offices). */
const NOISE = 0.15
/** Closer to the bound than this, further search would gain nobody a day worth the wait. */
const GOOD_ENOUGH = 1.005

/** Lets families change places within their day, so that more of them meet the officer who knows their case. */
function keepOfficers({ families, officers }: SchedulingProblem, seating: Seating): void {
  const numbers = new Map(officers.map(({ id }, i) => [id, i]))
  const held = new Map<string, Family[]>()
  const keyOf = (officer: number, day: number) => `${officer} ${day}`
  for (const [family, { officer, day }] of seating.seats)
    held.set(keyOf(officer, day), [...(held.get(keyOf(officer, day)) ?? []), family])
  const wants = (family: Family) => (family.officer === undefined ? undefined : numbers.get(family.officer))
  for (const family of families) {
    const seat = seating.seats.get(family)
    const own = wants(family)
    if (!seat || own === undefined || own === seat.officer) continue
    const ownDay = held.get(keyOf(own, seat.day)) ?? []
    const other = ownDay.find((each) => wants(each) !== own && seating.swap(family, each))
    if (!other) continue
    held.set(keyOf(own, seat.day), [...ownDay.filter((each) => each !== other), family])
    const was = keyOf(seat.officer, seat.day)
    held.set(was, [...held.get(was)!.filter((each) => each !== family), other])
  }
}

/**
 * What no schedule can undercut: every slot of a party is a family of its own, with its share of the party's priority, free to come on any day
 * after the last notice in the party. Also the day on which that flow would have the party.
 */
function relaxed(problem: SchedulingProblem, parties: readonly Party[]) {
  const owners: Party[] = []
  const families = parties.flatMap((party) =>
    party.members.flatMap((family) =>
      Array.from({ length: lengthOf(family) }, (): Family => {
        owners.push(party)
        const { language, special } = family
        const id = String(owners.length - 1)
        return { id, language, special, priority: party.priority / party.length, noticeDays: party.noticeDays }
      }),
    ),
  )
  const network = buildNetwork({ ...problem, families }, ({ id }) => owners[Number(id)]!.isDue)
  const dearest = families.reduce((most, { priority }) => Math.max(most, priority * 2 * problem.days), 1) * MUST_COME
  const { flow, lowerBound } = createFlowProgram(network.model, dearest * 2).solve()
  const next = network.classes.map(() => 0)
  const wishedDays = new Map(parties.map((party) => [party, problem.days]))
  for (const { arc, classIndex, day } of network.chosenDay) {
    const from = next[classIndex]!
    const count = Math.round(flow[arc]!)
    next[classIndex] = from + count
    for (const { id } of network.classes[classIndex]!.families.slice(from, from + count)) {
      const owner = owners[Number(id)]!
      wishedDays.set(owner, Math.min(wishedDays.get(owner)!, day))
    }
  }
  return { bound: lowerBound, wishedDays }
}
