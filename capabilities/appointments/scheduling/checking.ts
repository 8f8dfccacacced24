import type { Schedule, SchedulingProblem } from './problem.ts'

/** Everything that must never be in a schedule, found by looking at it alone; none of the code that made it is used. */
export function hardViolations(problem: SchedulingProblem, { assignments, unassigned }: Schedule): string[] {
  const found: string[] = []
  const families = new Map(problem.families.map((family) => [family.id, family]))
  const officers = new Map(problem.officers.map((officer) => [officer.id, officer]))
  const told = new Map<string, number>()
  const dayOf = new Map<string, number>()
  const counts = new Map<string, number>()
  const count = (what: string): number => {
    counts.set(what, (counts.get(what) ?? 0) + 1)
    return counts.get(what)!
  }
  for (const id of [...assignments, ...unassigned].map(({ family }) => family)) told.set(id, (told.get(id) ?? 0) + 1)
  for (const { id } of problem.families)
    if (told.get(id) !== 1) found.push(`${id} is answered ${told.get(id) ?? 0} times`)
  for (const { day, slot, officer, language, room } of problem.taken ?? []) {
    if (officer !== undefined) count(`${officer} at ${day} ${slot}`)
    if (language !== undefined) count(`${language} ${day} ${slot}`)
    if (room) count(`rooms at ${day} ${slot}`)
  }
  for (const { family: id, officer: who, day, slot, interpreter } of assignments) {
    const [family, officer] = [families.get(id), officers.get(who)]
    if (!family || !officer) {
      found.push(`${id} or ${who} is not in the file`)
      continue
    }
    const length = family.slots ?? 1
    const isWithin = Number.isInteger(day) && day >= 0 && day < problem.days
    if (!isWithin || !Number.isInteger(slot) || slot < 0 || slot + length > problem.slotsPerDay)
      found.push(`${id}: no such time`)
    if (day < family.noticeDays) found.push(`${id} has less notice than it must`)
    if (officer.daysOff.includes(day)) found.push(`${id}: ${who} does not work on day ${day}`)
    if (family.special && !officer.special) found.push(`${id} needs an officer for special needs`)
    if (interpreter === officer.languages.includes(family.language))
      found.push(`${id}: interpreter ${interpreter}, wrongly`)
    const household = family.household ?? id
    if ((dayOf.get(household) ?? day) !== day) found.push(`${household} has to come on two days`)
    dayOf.set(household, day)
    for (let time = slot; time < slot + length; time++) {
      if (count(`${who} at ${day} ${time}`) > 1) found.push(`${who} is twice in slot ${time} of day ${day}`)
      if (count(`rooms at ${day} ${time}`) > (problem.rooms ?? Infinity)) found.push(`too few rooms on day ${day}`)
      if (interpreter && count(`${family.language} ${day} ${time}`) > (problem.interpreters[family.language] ?? 0))
        found.push(`too many need ${family.language} in slot ${time} of day ${day}`)
    }
  }
  for (const { family: id } of unassigned) {
    const household = families.get(id)?.household
    if (household !== undefined && dayOf.has(household)) found.push(`${household} is taken apart`)
  }
  return found
}

/** What a schedule costs, counted from its assignments alone. */
export function countedCost({ days, families }: SchedulingProblem, { assignments }: Schedule): number {
  const dayOf = new Map(assignments.map(({ family, day }) => [family, day]))
  return families.reduce((sum, { id, priority }) => sum + priority * (dayOf.get(id) ?? 2 * days), 0)
}
