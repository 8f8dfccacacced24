import { type Chance, createChance } from '#platform/base/chance.ts'
import { agedPriority, type Family, type Schedule, type SchedulingProblem } from './problem.ts'
import { replan } from './replanning.ts'
import { scheduleAll } from './search.ts'

export type YearShape = {
  weeks: number
  officers: number
  /** Plans that may leave a family without an appointment. */
  passedOverMax: number
  /** Switched off, plans look at priority alone: neither the cap nor waiting counts. */
  isFair: boolean
}

/** What a year of plans came to. */
export type YearResult = {
  heard: number
  stillWaiting: number
  /** The most often that anybody was passed over. */
  passedOverMost: number
  /** Half of those who speak it waited at most so many working days. */
  medianDays: Record<string, number>
  /** The longest median through the shortest. */
  ratio: number
  noShows: number
  moves: number
}

type Waiting = Pick<Family, 'id' | 'language' | 'special' | 'priority' | 'noticeDays'> & {
  since: number
  passedOver: number
}

/**
 * An office over a year, invented: new families every week, more in some than in others; a plan is made at the end of each week for the next;
 * officers fall ill in the middle of it and are planned around; some families do not come and wait on.
 */
export function officeYear(seed: number, shape: YearShape): YearResult {
  const chance = createChance(seed)
  const officers = officersOf(shape.officers)
  const perWeek = shape.officers * DAYS * SLOTS
  const waits = new Map<string, number[]>(LANGUAGES.map(([language]) => [language, []]))
  const counted = { heard: 0, noShows: 0, moves: 0, passedOverMost: 0 }
  let waiting = arrivals(chance, 0, Math.round(perWeek * BACKLOG_WEEKS))
  for (let week = 0; week < shape.weeks; week++) {
    waiting.push(
      ...arrivals(
        chance,
        week,
        chance.between(...(ARRIVALS.map((share) => Math.round(perWeek * share)) as [number, number])),
      ),
    )
    const problem = planFor(waiting, (week + 1) * DAYS, officers, shape)
    const planned = scheduleAll(problem, ROUNDS)
    const { assignments, moves } = withIllness(chance, problem, planned)
    counted.moves += moves
    const byId = new Map(waiting.map((family) => [family.id, family]))
    const gone = new Set<string>()
    for (const { family: id, day } of assignments) {
      const family = byId.get(id)!
      if (chance.happens(NO_SHOW)) {
        counted.noShows++
        continue
      }
      counted.heard++
      gone.add(id)
      waits.get(family.language)!.push((week + 1) * DAYS + day - family.since)
    }
    const placed = new Set(assignments.map(({ family }) => family))
    for (const family of waiting)
      if (!placed.has(family.id)) counted.passedOverMost = Math.max(counted.passedOverMost, ++family.passedOver)
    waiting = waiting.filter(({ id }) => !gone.has(id))
  }
  const medianDays = Object.fromEntries([...waits].map(([language, days]) => [language, median(days)]))
  const medians = Object.values(medianDays)
  return {
    ...counted,
    ...{ stillWaiting: waiting.length, medianDays, ratio: Math.max(...medians) / Math.min(...medians) },
  }
}

/** Days of a week and meetings of a day. */
const [DAYS, SLOTS] = [5, 2]
const BACKLOG_WEEKS = 1.5
/** The search after the flow: a year has 52 plans. */
const ROUNDS = 40
/** New families of a week, as a share of its meetings: with those who come back after a no-show about all there is time for. */
const ARRIVALS = [0.6, 1.12]
const NO_SHOW = 0.08
/** How often an officer falls ill in a week, and stays away for the rest of it. */
const ILL = 0.04
const LANGUAGES = [
  ['es', 42],
  ['ht', 30],
  ['pt', 9],
  ['fr', 8],
  ['ar', 6],
  ['en', 5],
] as const

function officersOf(count: number): SchedulingProblem['officers'] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ id: `officer-${i}`, special: i % 3 === 0, daysOff: [] },
    languages: i % 4 === 1 ? ['es', 'ht'] : i % 6 === 2 ? ['es', 'en'] : ['es'],
  }))
}

/** Few: hardly more than their languages need over a year. */
const interpretersOf = (officers: number): Record<string, number> => ({
  ...{ ht: Math.ceil(officers / 4), pt: Math.ceil(officers / 8), fr: Math.ceil(officers / 8) },
  ...{ ar: Math.ceil(officers / 10), en: Math.ceil(officers / 12) },
})

function arrivals(chance: Chance, week: number, count: number): Waiting[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ id: `${week}-${i}-${count}`, language: chance.weighted(LANGUAGES), special: chance.happens(0.12) },
    ...{
      priority: chance.weighted([
        [1, 75],
        [2, 18],
        [3, 7],
      ]),
      noticeDays: chance.between(0, 2),
    },
    ...{ since: week * DAYS + chance.between(0, DAYS - 1), passedOver: 0 },
  }))
}

function planFor(
  waiting: readonly Waiting[],
  today: number,
  officers: SchedulingProblem['officers'],
  { isFair, passedOverMax }: YearShape,
): SchedulingProblem {
  const plan = { days: DAYS, slotsPerDay: SLOTS, officers, interpreters: interpretersOf(officers.length) }
  if (!isFair) return { ...plan, families: waiting.map(({ since: _, passedOver: __, ...family }) => family) }
  const aged = ({ since, priority, ...family }: Waiting) => ({
    ...family,
    priority: agedPriority(priority, today - since, DAYS),
  })
  return { ...plan, families: waiting.map(aged), passedOverMax }
}

/** On the day somebody falls ill everybody who was to come to them that day or later needs another place. */
function withIllness(chance: Chance, problem: SchedulingProblem, planned: Schedule) {
  let assignments = planned.assignments as readonly Pick<
    Schedule['assignments'][number],
    'family' | 'officer' | 'day' | 'slot'
  >[]
  let moves = 0
  let now = problem
  for (const officer of problem.officers) {
    if (!chance.happens(ILL)) continue
    const from = chance.between(0, DAYS - 1)
    const away = Array.from({ length: DAYS - from }, (_, i) => from + i)
    const officers = now.officers.map((each) => (each === officer ? { ...each, daysOff: away } : each))
    const stays = new Set(
      assignments.filter((each) => each.officer !== officer.id || each.day < from).map(({ family }) => family),
    )
    const lost = new Set(assignments.map(({ family }) => family).filter((id) => !stays.has(id)))
    // Who keeps their time is not asked again; who comes to the office that day may be heard there by somebody else.
    const families = problem.families.map((family) =>
      stays.has(family.id)
        ? family
        : { ...family, noticeDays: Math.max(family.noticeDays, lost.has(family.id) ? from : from + 1) },
    )
    now = { ...now, officers }
    const again = replan({ ...now, families }, assignments)
    moves += again.moves
    assignments = again.assignments
  }
  return { assignments, moves }
}

function median(days: readonly number[]): number {
  const sorted = days.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
