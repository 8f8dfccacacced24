import type { Schedule, SchedulingProblem } from '#capabilities/appointments/scheduling/problem.ts'

/** Everything that must never be in a schedule, found by looking at it alone; none of the code that made it is used. */
export function hardViolations(problem: SchedulingProblem, { assignments, unassigned }: Schedule): string[] {
  const found: string[] = []
  const families = new Map(problem.families.map((family) => [family.id, family]))
  const officers = new Map(problem.officers.map((officer) => [officer.id, officer]))
  const told = new Map<string, number>()
  const busy = new Set<string>()
  const interpreting = new Map<string, number>()
  for (const id of [...assignments, ...unassigned].map(({ family }) => family)) told.set(id, (told.get(id) ?? 0) + 1)
  for (const { id } of problem.families)
    if (told.get(id) !== 1) found.push(`${id} is answered ${told.get(id) ?? 0} times`)
  for (const { family: id, officer: who, day, slot, interpreter } of assignments) {
    const [family, officer] = [families.get(id), officers.get(who)]
    if (!family || !officer) {
      found.push(`${id} or ${who} is not in the file`)
      continue
    }
    const isWithin = Number.isInteger(day) && day >= 0 && day < problem.days
    if (!isWithin || !Number.isInteger(slot) || slot < 0 || slot >= problem.slotsPerDay)
      found.push(`${id}: no such time`)
    if (day < family.noticeDays) found.push(`${id} has less notice than it must`)
    if (officer.daysOff.includes(day)) found.push(`${id}: ${who} does not work on day ${day}`)
    if (family.special && !officer.special) found.push(`${id} needs an officer for special needs`)
    if (busy.has(`${who} ${day} ${slot}`)) found.push(`${who} is twice in slot ${slot} of day ${day}`)
    busy.add(`${who} ${day} ${slot}`)
    if (interpreter === officer.languages.includes(family.language))
      found.push(`${id}: interpreter ${interpreter}, wrongly`)
    if (!interpreter) continue
    const key = `${family.language} ${day} ${slot}`
    interpreting.set(key, (interpreting.get(key) ?? 0) + 1)
    const present = problem.interpreters[family.language] ?? 0
    if (interpreting.get(key)! > present) found.push(`too many need ${family.language} in slot ${slot} of day ${day}`)
  }
  return found
}

/** What a schedule costs, counted from its assignments alone. */
export function countedCost({ days, families }: SchedulingProblem, { assignments }: Schedule): number {
  const dayOf = new Map(assignments.map(({ family, day }) => [family, day]))
  return families.reduce((sum, { id, priority }) => sum + priority * (dayOf.get(id) ?? 2 * days), 0)
}
