import { type Family, type Schedule, type SchedulingProblem, unassignedCost } from './problem.ts'
import type { Reason } from './reasons.ts'

/** A family with an officer at a time; `language` only where an interpreter for it is taken. Officers are numbers of the file. */
export type Placed = { family: Family; day: number; slot: number; officer: number; language: string | undefined }

/** The schedule with its cost and a reason for each family, which says only what is true of this very schedule. */
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
      reason: whyThen(
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
      reason: whyNot(problem, asHousehold(family), possibleDays(asHousehold(family)), isProven),
    })),
  }
}

function whyThen(
  { days }: SchedulingProblem,
  { family, day, language: interpreted }: Placed,
  possible: readonly number[],
  isProven: boolean,
): Reason {
  const { language, special, noticeDays } = family
  const speaking = interpreted === undefined ? 'speaks' : 'interpreted'
  const who = special ? (`${speaking}-special` as const) : speaking
  const before = possible.filter((each) => each < day)
  if (before.length > 0) {
    const values = { day, fromDay: before[0]!, toDay: before.at(-1)!, language }
    return { code: isProven ? 'later-proven' : 'later-found', who, values }
  }
  if (day === 0) return { code: 'first-day', who, values: { day, language } }
  if (day === noticeDays) return { code: 'first-after-notice', who, values: { day, notice: day, language } }
  return { code: 'first-anyone-works', who, values: { day, days: days - noticeDays, language } }
}

/** From what can never be to what is only full. */
function whyNot(
  { days, slotsPerDay, officers, interpreters, rooms }: SchedulingProblem,
  family: Family,
  possible: readonly number[],
  isProven: boolean,
): Reason {
  const { language, special, noticeDays, slots = 1 } = family
  if (noticeDays >= days) return { code: 'notice-too-long', values: { notice: noticeDays, days } }
  if (!officers.some((officer) => officer.special || !special))
    return { code: special ? 'no-special-officer' : 'no-officer', values: {} }
  if (rooms === 0) return { code: 'no-room', values: {} }
  if (slots > slotsPerDay) return { code: 'too-long', values: { slots, slotsPerDay } }
  if (!officers.some((officer) => isAble(officer, family, interpreters)))
    return { code: special ? 'no-special-speaks' : 'nobody-speaks', values: { language } }
  if (possible.length === 0) return { code: 'nobody-works', values: { fromDay: noticeDays } }
  return { code: isProven ? 'full-proven' : 'full-found', values: { fromDay: possible[0]! } }
}

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

const inThousandths = (value: number) => Math.round(value * 1000) / 1000
