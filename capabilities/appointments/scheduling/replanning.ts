import type { Seat } from './diary.ts'
import { worthOf } from './first-answer.ts'
import { createSeating, type Party, partiesOf } from './parties.ts'
import { type Assignment, type Family, type Schedule, type SchedulingProblem, unassignedCost } from './problem.ts'
import type { Reason } from './reasons.ts'

/** An appointment of the plan before. */
export type Held = Pick<Assignment, 'family' | 'officer' | 'day' | 'slot'>

export type Replanned = Schedule & {
  /** Families whose day, slot or officer is another one now, or who lost their appointment. */
  moves: number
  /** Families who had to move: their appointment cannot be held any more, or somebody who may not be passed over again has their place. */
  movesNeeded: number
}

/**
 * A plan after something changed: an officer fell ill, an interpreter left. Every appointment that can still be held stays as it is. Who must
 * move goes to the first free place, the most urgent first. One move in ten more is allowed, for the urgent who found none: they
 * take the place of somebody less urgent.
 */
export function replan(problem: SchedulingProblem, current: readonly Held[]): Replanned {
  const { families, officers, days } = problem
  const seating = createSeating(problem, worthOf(problem))
  const numbers = new Map(officers.map(({ id }, i) => [id, i]))
  const before = new Map(current.map((each) => [each.family, each]))
  const reasons = new Map<Family, Reason>()
  const displaced = new Set<Family>()
  for (const family of families) {
    const had = before.get(family.id)
    if (!had) continue
    const officer = numbers.get(had.officer)
    const seat = officer !== undefined && seating.seatFor(family, { ...had, officer, language: undefined })
    if (seat && seating.fits(family, seat)) {
      seating.sit(family, seat)
      reasons.set(family, UNCHANGED)
    } else displaced.add(family)
  }
  let spare = Math.floor(displaced.size * SPARE)
  let gaveWay = 0
  const parties = partiesOf(problem)
  const urgent = (a: Party, b: Party) =>
    Number(b.isDue) - Number(a.isDue) || b.priority / b.length - a.priority / a.length
  const due = new Set(parties.filter(({ isDue }) => isDue).flatMap(({ members }) => members))
  // A household has only the day its others keep: before those who can come on any, or more of it would have to move.
  const isTied = ({ members }: Party) => members.some((family) => seating.seats.has(family))
  const upset = parties
    .filter(({ members }) => members.some((family) => displaced.has(family)))
    .map((party) => ({ party, tied: isTied(party) }))
    .sort((a, b) => Number(b.tied) - Number(a.tied) || urgent(a.party, b.party))
    .map(({ party }) => party)
  const fresh = parties.filter(({ members }) => members.every(({ id }) => !before.has(id))).sort(urgent)
  const stranded = upset.filter((party) => !settle(party, lossOf))
  for (const { members, isDue } of stranded) {
    const [family] = members
    // The cap is a promise: who may not be passed over again gets a place even if that takes one move more.
    const found = members.length === 1 && (isDue || spare > 0) ? leastUrgentBeside(family!) : undefined
    if (!found) continue
    if (isDue) gaveWay++
    else spare--
    const seat = seating.seats.get(found)!
    seating.stand(found)
    seating.sit(family!, seating.seatFor(family!, seat))
    reasons.set(family!, { code: 'lost-took', values: { ...lossOf(family!).values, day: seat.day } })
    const gave: Cause = { kind: 'gave', values: { wasDay: seat.day } }
    settle({ members: [found], noticeDays: found.noticeDays }, () => gave)
  }
  for (const party of fresh) settle(party, () => ({ kind: 'new', values: {} }))
  return summary()

  /** The rest of a household joins those who keep their day; where that day is full, all of them go to the first that has room. */
  function settle(
    { members, noticeDays }: Pick<Party, 'members' | 'noticeDays'>,
    cause: (family: Family) => Cause,
  ): boolean {
    const seated = members.filter((family) => seating.seats.has(family))
    const open = members.filter((family) => !seating.seats.has(family))
    const kept = seated[0] && seating.seats.get(seated[0])!.day
    if (kept !== undefined && seating.sitTogether(open, kept)) return told(open, cause)
    for (const family of seated) seating.stand(family)
    for (let day = noticeDays; day < days; day++) if (seating.sitTogether(members, day)) return told(members, cause)
    for (const family of members) {
      const { kind, values } = cause(family)
      reasons.set(family, { code: `${kind}-left`, values })
    }
    return false
  }

  function told(members: readonly Family[], cause: (family: Family) => Cause): true {
    for (const family of members) {
      const { day } = seating.seats.get(family)!
      const { kind, values } = cause(family)
      reasons.set(family, { code: kind === 'new' ? 'new-placed' : `${kind}-moved`, values: { ...values, day } })
    }
    return true
  }

  /** Of those who keep their place and come alone, the one whose place would gain most for a family that has none. */
  function leastUrgentBeside(family: Family): Family | undefined {
    let best: Family | undefined
    let most = 0
    for (const [other, seat] of [...seating.seats]) {
      const gain = ((due.has(family) ? DUE : family.priority) - other.priority) * (2 * days - seat.day)
      if (gain <= most || reasons.get(other) !== UNCHANGED || other.household !== undefined || due.has(other)) continue
      seating.stand(other)
      if (seating.fits(family, seating.seatFor(family, seat))) [best, most] = [other, gain]
      seating.sit(other, seat)
    }
    return best
  }

  /** Who has no appointment of its own to lose moves because its household does. */
  function lossOf(family: Family): Cause {
    const had = before.get(family.id)
    if (!had) return { kind: 'new', values: {} }
    if (!displaced.has(family)) return { kind: 'household', values: { wasDay: had.day } }
    return { kind: 'lost', values: { wasDay: had.day, wasOfficer: had.officer } }
  }

  function summary(): Replanned {
    const place = ([family, { officer, day, slot, language }]: [Family, Seat]) => ({
      ...{ family: family.id, officer: officers[officer]!.id, day, slot },
      ...{ interpreter: language !== undefined, reason: reasons.get(family)! },
    })
    const assignments = [...seating.seats].map(place)
    assignments.sort((a, b) => a.day - b.day || a.slot - b.slot || numbers.get(a.officer)! - numbers.get(b.officer)!)
    const left = families.filter((family) => !seating.seats.has(family))
    const placedCost = [...seating.seats].reduce((sum, [{ priority }, { day }]) => sum + priority * day, 0)
    const alone = families.map((family) =>
      family.noticeDays < days ? family.priority * family.noticeDays : unassignedCost(family, days),
    )
    const after = new Map(assignments.map((each) => [each.family, each]))
    const isMoved = ({ id }: Family) => {
      const [had, now] = [before.get(id), after.get(id)]
      return had && (now?.day !== had.day || now.slot !== had.slot || now.officer !== had.officer)
    }
    return {
      assignments,
      cost: left.reduce((sum, family) => sum + unassignedCost(family, days), placedCost),
      lowerBound: alone.reduce((sum, cost) => sum + cost, 0),
      unassigned: left.map((family) => ({ family: family.id, reason: reasons.get(family)! })),
      moves: families.filter(isMoved).length,
      movesNeeded: displaced.size + gaveWay,
    }
  }
}

/** The share of moves beyond those needed. */
const SPARE = 0.1
/** More than any priority, however long somebody has waited. */
const DUE = 2 ** 40
const UNCHANGED: Reason = { code: 'unchanged', values: {} }

/** Why a family looks for another place. */
type Cause = { kind: 'lost' | 'household' | 'gave' | 'new'; values: Reason['values'] }
