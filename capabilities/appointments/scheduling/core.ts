import { solveWholeFlow } from '#platform/scheduling/whole-flow.ts'
import { type DayMeeting, withSlots } from './dealing-out.ts'
import { explain } from './explaining.ts'
import { buildNetwork, type Network } from './network.ts'
import { type Family, type Schedule, type SchedulingProblem, unassignedCost } from './problem.ts'

/** The best schedule there is for the core problem, with the proof that it is: `lowerBound` equals `cost`. */
export function scheduleCore(problem: SchedulingProblem): Schedule {
  const network = buildNetwork(problem)
  // Priorities may have three decimals: then costs are counted in thousandths.
  const costStep = problem.families.every(({ priority }) => Number.isInteger(priority)) ? 1 : 0.001
  const dearest = problem.families.reduce((most, family) => Math.max(most, unassignedCost(family, problem.days)), 1)
  const solved = solveWholeFlow(network.model, { penalty: dearest * 2, costStep })
  if (!solved.flow) throw new Error('Nobody has to be placed, so there is always an answer.')
  const meetings = meetingsOf(problem, network, solved.flow)
  const placed = new Set(meetings.map(({ family }) => family))
  const left = problem.families.filter((family) => !placed.has(family))
  const { lowerBound } = solved
  return explain(problem, withSlots(problem, meetings), left, lowerBound)
}

function meetingsOf(problem: SchedulingProblem, network: Network, flow: Float64Array): DayMeeting[] {
  const next = network.classes.map(() => 0)
  const waiting = new Map<string, Family[]>()
  const keyOf = (language: string, special: boolean, day: number) => JSON.stringify([language, special, day])
  // By day, so that of families that are alike the first in the file comes first.
  for (const { arc, classIndex, day } of network.chosenDay) {
    const { families, language, special } = network.classes[classIndex]!
    const from = next[classIndex]!
    next[classIndex] = from + flow[arc]!
    const key = keyOf(language, special, day)
    waiting.set(key, [...(waiting.get(key) ?? []), ...families.slice(from, from + flow[arc]!)])
  }
  const take = (language: string, special: boolean, day: number, count: number): Family[] =>
    count === 0 ? [] : (waiting.get(keyOf(language, special, day))?.splice(0, count) ?? [])

  const perDay = new Map<string, number>()
  const meetings: DayMeeting[] = []
  /** Officers of a class take turns. */
  function meet(families: readonly Family[], day: number, officerClass: number, language: string | undefined): void {
    const working = network.officerClasses[officerClass]!.officers.filter(
      (i) => !problem.officers[i]!.daysOff.includes(day),
    )
    const key = `${officerClass} ${day}`
    for (const family of families) {
      const turn = perDay.get(key) ?? 0
      perDay.set(key, turn + 1)
      meetings.push({ family, day, officer: working[turn % working.length]!, language })
    }
  }
  for (const { arc, language, special, day, officerClass } of network.direct)
    meet(take(language, special, day, flow[arc]!), day, officerClass, undefined)
  // Special needs first: they can only go to special officers, of whom the rows left them enough.
  const officers = network.interpretedOfficers.toSorted(
    (a, b) =>
      Number(network.officerClasses[b.officerClass]!.special) - Number(network.officerClasses[a.officerClass]!.special),
  )
  const interpreted = new Map<string, Family[]>()
  for (const { arc, language, special, day } of network.interpretedFamilies.toSorted(
    (a, b) => Number(b.special) - Number(a.special),
  )) {
    const key = keyOf(language, true, day)
    interpreted.set(key, [...(interpreted.get(key) ?? []), ...take(language, special, day, flow[arc]!)])
  }
  for (const { arc, language, day, officerClass } of officers)
    meet(interpreted.get(keyOf(language, true, day))?.splice(0, flow[arc]!) ?? [], day, officerClass, language)
  return meetings
}
