import { type DayMeeting, withSlots } from './dealing-out.ts'
import { explain } from './explaining.ts'
import { createDay } from './filling-a-day.ts'
import { type Family, type Schedule, type SchedulingProblem, unassignedCost } from './problem.ts'

/**
 * A good schedule at once, without proof: day by day, the most urgent family first, with the officer who would be missed least by those
 * still waiting. A family that takes a scarce interpreter and a scarce officer for special needs takes the place of two, so it is also
 * tried with those families last. The bound it prints is only what every family alone would need.
 */
export function scheduleAtOnce(problem: SchedulingProblem): Schedule {
  const { days, families } = problem
  const costOf = ({ meetings, left }: Answer) =>
    meetings.reduce((sum, { family, day }) => sum + family.priority * day, 0) +
    left.reduce((sum, family) => sum + unassignedCost(family, days), 0)
  const answers = FACTORS.map((factor) => dayByDay(problem, factor))
  const best = answers.reduce((a, b) => (costOf(b) < costOf(a) ? b : a))
  const alone = families.map((family) =>
    family.noticeDays < days ? family.priority * family.noticeDays : unassignedCost(family, days),
  )
  const bound = alone.reduce((sum, cost) => sum + cost, 0)
  return explain(problem, withSlots(problem, best.meetings), best.left, bound)
}

type Answer = { meetings: DayMeeting[]; left: Family[] }

/** What priorities are multiplied with: of families with special needs, and of those among them who take the place of two. */
const FACTORS = [
  ...[1, 0.6, 0.3, 1e-6].map((ofTwo) => ({ special: 1, ofTwo })),
  ...[0.7, 0.4, 1e-6].map((ofTwo) => ({ special: 1.5, ofTwo })),
  { special: 3, ofTwo: 0.2 },
]

function dayByDay(problem: SchedulingProblem, factor: (typeof FACTORS)[number]): Answer {
  const { days, officers, families } = problem
  const takesTwo = takingTwo(problem)
  const urgency = families.map(
    (family) =>
      family.priority * (takesTwo(family) ? factor.ofTwo * factor.special : family.special ? factor.special : 1),
  )
  const order = [...families.keys()].sort(
    (a, b) => urgency[b]! - urgency[a]! || Number(families[b]!.special) - Number(families[a]!.special) || a - b,
  )
  const worth = worthOf(problem)
  const meetings: DayMeeting[] = []
  let waiting = order
  for (let day = 0; day < days; day++) {
    const working = [...officers.keys()].filter((i) => !officers[i]!.daysOff.includes(day))
    const ofDay = createDay(
      problem,
      working.sort((a, b) => worth[a]! - worth[b]!),
    )
    // Who finds no room once, finds none later that day: it only gets fuller.
    const full = new Set<string>()
    waiting = waiting.filter((f) => {
      const family = families[f]!
      if (family.noticeDays > day) return true
      const kind = `${family.special} ${family.language}`
      if (full.has(kind)) return true
      if (ofDay.place(family)) return false
      full.add(kind)
      return true
    })
    meetings.push(...ofDay.meetings().map((meeting) => ({ ...meeting, day })))
  }
  return { meetings, left: waiting.map((f) => families[f]!) }
}

/** How much an officer would be missed: by how many families there are for each officer who can take them. */
export function worthOf({ officers, families }: SchedulingProblem): number[] {
  const waiting = new Map<string, number>()
  for (const { language } of families) waiting.set(language, (waiting.get(language) ?? 0) + 1)
  const speaking = new Map<string, number>()
  for (const { languages } of officers)
    for (const language of languages) speaking.set(language, (speaking.get(language) ?? 0) + 1)
  const specialFamilies = families.filter(({ special }) => special).length
  const specialOfficers = officers.filter(({ special }) => special).length
  return officers.map(
    ({ languages, special }) =>
      languages.reduce((sum, language) => sum + (waiting.get(language) ?? 0) / speaking.get(language)!, 0) +
      (special ? specialFamilies / specialOfficers : 0),
  )
}

/** Whether a family with special needs can only be heard by an interpreter of whom there are fewer than families who want one. */
function takingTwo({
  days,
  slotsPerDay,
  officers,
  families,
  interpreters,
}: SchedulingProblem): (family: Family) => boolean {
  const scarce = new Set<string>()
  const heard = new Set(officers.filter(({ special }) => special).flatMap(({ languages }) => languages))
  for (const [language, waiting] of Map.groupBy(families, (family) => family.language)) {
    const speaking = officers.filter(({ languages }) => languages.includes(language)).length
    if (waiting.length > (speaking + (interpreters[language] ?? 0)) * days * slotsPerDay) scarce.add(language)
  }
  return ({ language, special }) => special && scarce.has(language) && !heard.has(language)
}
