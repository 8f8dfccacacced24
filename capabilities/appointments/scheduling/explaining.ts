import { type Family, type Schedule, type SchedulingProblem, unassignedCost } from './problem.ts'

/** A family with an officer at a time; `language` only where an interpreter for it is taken. Officers are numbers of the file. */
export type Placed = { family: Family; day: number; slot: number; officer: number; language: string | undefined }

/** The schedule with its cost and one sentence for each family, which says only what is true of this very schedule. */
export function explain(
  problem: SchedulingProblem,
  placed: readonly Placed[],
  left: readonly Family[],
  lowerBound: number,
): Schedule {
  const possibleDays = createPossibleDays(problem)
  const asHousehold = createAsHousehold(problem)
  const cost =
    placed.reduce((sum, { family, day }) => sum + family.priority * day, 0) +
    left.reduce((sum, family) => sum + unassignedCost(family, problem.days), 0)
  const isProven = cost - lowerBound < 0.0005
  const inOrder = placed.toSorted((a, b) => a.day - b.day || a.slot - b.slot || a.officer - b.officer)
  return {
    assignments: inOrder.map((each) => ({
      family: each.family.id,
      officer: problem.officers[each.officer]!.id,
      day: each.day,
      slot: each.slot,
      interpreter: each.language !== undefined,
      why: whyThen(
        problem,
        { ...each, family: asHousehold(each.family) },
        possibleDays(asHousehold(each.family)),
        isProven,
      ),
    })),
    cost: inThousandths(cost),
    lowerBound: Math.floor(lowerBound * 1000 + 1e-3) / 1000,
    unassigned: left.map((family) => ({
      family: family.id,
      why: whyNot(problem, asHousehold(family), possibleDays(asHousehold(family)), isProven),
    })),
  }
}

function whyThen(
  { days }: SchedulingProblem,
  { family, day, language }: Placed,
  possible: readonly number[],
  isProven: boolean,
): string {
  const kind = kindOf(family)
  const who =
    language === undefined
      ? `${kind} who speaks ${family.language}`
      : `${kind} and an interpreter for ${family.language}`
  const before = possible.filter((each) => each < day)
  if (before.length > 0) {
    const range = before.length === 1 ? `On day ${before[0]}` : `On days ${before[0]} to ${before.at(-1)}`
    return `${range}, ${costly(isProven)}; on day ${day} there is ${who}.`
  }
  if (day === 0) return `The first day of the plan, with ${who}.`
  if (day === family.noticeDays) return `The first day its notice of ${inDays(day)} allows, with ${who}.`
  return `The first of its ${inDays(days - family.noticeDays)} on which anyone who could hear it works, with ${who}.`
}

/** From what can never be to what is only full. */
function whyNot(
  { days, slotsPerDay, officers, interpreters, rooms }: SchedulingProblem,
  family: Family,
  possible: readonly number[],
  isProven: boolean,
): string {
  const { language, special, noticeDays, slots = 1 } = family
  const kind = kindOf(family)
  if (noticeDays >= days)
    return `Its notice of ${inDays(noticeDays)} is longer than this plan of ${inDays(days)} allows.`
  if (!officers.some((officer) => officer.special || !special)) return `This plan has no ${kind.replace(/^an /, '')}.`
  if (rooms === 0) return 'This plan has no room to hear anybody in.'
  if (slots > slotsPerDay) return `Its meeting takes ${slots} slots, and a day has ${slotsPerDay}.`
  const isHeard = officers.some((officer) => isAble(officer, family, interpreters))
  if (!isHeard) return `No ${kind.replace(/^an /, '')} speaks ${language}, and there is no interpreter for it.`
  if (possible.length === 0)
    return `Nobody who could hear it works on the days its notice allows, from day ${noticeDays} on.`
  return `From day ${possible[0]} on, ${costly(isProven)}.`
}

/** What is proven is told as such; of a search it can only be told what it found. */
const costly = (isProven: boolean) =>
  isProven
    ? 'room would have cost others at least as much waiting, weighed by priority'
    : 'no room was found that would not have cost others more waiting, weighed by priority'

const kindOf = ({ special }: Family) => (special ? 'an officer for special needs' : 'an officer')

type Officer = SchedulingProblem['officers'][number]

const isAble = (officer: Officer, { language, special }: Family, interpreters: Record<string, number>): boolean =>
  (officer.special || !special) && (officer.languages.includes(language) || (interpreters[language] ?? 0) > 0)

/** A household comes together, so the longest notice in it holds for all. */
function createAsHousehold({ families }: SchedulingProblem): (family: Family) => Family {
  const notices = new Map<string, number>()
  for (const { household, noticeDays } of families)
    if (household !== undefined) notices.set(household, Math.max(noticeDays, notices.get(household) ?? 0))
  return (family) =>
    family.household === undefined ? family : { ...family, noticeDays: notices.get(family.household)! }
}

/** The days on which anyone works who could hear a family, were everyone else away; alike families share the answer. */
function createPossibleDays({
  days,
  officers,
  interpreters,
}: SchedulingProblem): (family: Family) => readonly number[] {
  const known = new Map<string, number[]>()
  return (family) => {
    const key = JSON.stringify([family.language, family.special])
    const found =
      known.get(key) ??
      workingDays(
        officers.filter((officer) => isAble(officer, family, interpreters)),
        days,
      )
    known.set(key, found)
    return found.filter((day) => day >= family.noticeDays)
  }
}

const workingDays = (officers: readonly Officer[], days: number): number[] =>
  Array.from({ length: days }, (_, day) => day).filter((day) => officers.some(({ daysOff }) => !daysOff.includes(day)))

const inDays = (count: number) => (count === 1 ? '1 day' : `${count} days`)
const inThousandths = (value: number) => Math.round(value * 1000) / 1000
