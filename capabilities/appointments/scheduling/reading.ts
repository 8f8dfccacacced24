import * as z from 'zod/mini'
import { FAMILIES_MAX, SchedulingProblem } from './problem.ts'
import type { Held } from './replanning.ts'

export type Read = { problem: SchedulingProblem; ignored: string[] } | { refused: string }

/** A problem as it came from outside: usable, or refused with a sentence that names the field and says what would be right. */
export function readProblem(given: unknown): Read {
  const families = (given as { families?: unknown } | null)?.families
  if (Array.isArray(families) && families.length > FAMILIES_MAX)
    return {
      refused: `families has ${families.length} entries; at most ${FAMILIES_MAX} are planned at once. Plan one site, or one period, at a time.`,
    }
  const result = SchedulingProblem.safeParse(given)
  if (!result.success) return { refused: sentenceOf(result.error.issues[0]!, result.error.issues.length - 1, given) }
  const problem = result.data
  const repeated = findRepeated('officers', problem.officers) ?? findRepeated('families', problem.families)
  if (repeated) return { refused: repeated }
  return { problem, ignored: ignoredFields(given) }
}

/** The assignments of an earlier answer, for a plan that keeps as many of them as it can. */
export function readPlan(given: unknown): { assignments: Held[] } | { refused: string } {
  const result = EarlierPlan.safeParse(given)
  if (result.success) return result.data
  const path = pathOf(result.error.issues[0]!.path)
  return {
    refused: `${path || 'The earlier plan'} is not as "posada schedule --json" printed it: give that answer, unchanged.`,
  }
}

const EarlierPlan = z.object({
  assignments: z
    .array(
      z.object({
        ...{ family: z.string(), officer: z.string(), day: z.int(), slot: z.int() },
      }),
    )
    .check(z.maxLength(FAMILIES_MAX)),
})

/** The JSON Schema of the input, made from the definition that reads it. */
export const problemSchema = () => z.toJSONSchema(SchedulingProblem, { io: 'input' })

/** What each field takes, for whoever gave it something else. */
const REMEDY: Record<string, string> = {
  days: 'a whole number of days from 1 to 366',
  slotsPerDay: 'a whole number of slots from 1 to 48',
  officers: 'a list of at most 2,000 officers, each with id, languages, special and daysOff',
  families: `a list of at most ${FAMILIES_MAX} families, each with id, language, special, priority and noticeDays`,
  interpreters: 'for each language how many interpreters there are in every slot, such as {"ht": 3}',
  id: 'a text of 1 to 100 characters',
  language: 'a text of 1 to 100 characters, such as "ht"',
  languages: 'a list of at most 100 languages, such as ["es", "ht"]',
  special: 'true or false',
  daysOff: 'a list of days, whole numbers from 0 on',
  priority: 'a number from 1 to 1,000,000, with at most three decimals',
  noticeDays: 'a whole number of days from 0 on',
  slots: 'a whole number of slots from 1 to 48',
  household: 'a text of 1 to 100 characters, the same for all families of one household',
  officer: 'the id of the officer who knows the case',
  passedOver: 'a whole number of times, from 0 on',
  rooms: 'a whole number of rooms from 0 to 10,000',
  passedOverMax: 'a whole number of times, from 1 on',
}

function sentenceOf(issue: z.core.$ZodIssue, more: number, given: unknown): string {
  const named = issue.path.findLast((part) => typeof part === 'string' && Object.hasOwn(REMEDY, part)) as
    | string
    | undefined
  const rest = more > 0 ? ` ${more} more ${more === 1 ? 'thing needs' : 'things need'} correcting.` : ''
  if (named === undefined)
    return `The file must hold one object with days, slotsPerDay, officers, interpreters and families.${rest}`
  const value = issue.path.reduce<unknown>(
    (at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part],
    given,
  )
  const found = value === undefined ? 'is missing' : `is ${(JSON.stringify(value) ?? 'not usable').slice(0, 40)}`
  return `${pathOf(issue.path)} ${found}: give ${remedyFor(issue.path, named)}.${rest}`
}

/** An entry of a list of officers or families is an object; one of a list of texts is a text. */
function remedyFor(path: readonly PropertyKey[], named: string): string {
  const isEntry = typeof path.at(-1) === 'number'
  if (isEntry && named === 'languages') return REMEDY.language!
  if (isEntry && named === 'daysOff') return 'a day, a whole number from 0 on'
  return REMEDY[named]!
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? String(part) : `.${String(part)}`)).join('')

function findRepeated(list: string, entries: readonly { id: string }[]): string | undefined {
  const seen = new Map<string, number>()
  for (const [i, { id }] of entries.entries()) {
    const first = seen.get(id)
    if (first !== undefined)
      return `${list}[${i}].id repeats that of ${list}[${first}], ${JSON.stringify(id)}: give each an id of its own.`
    seen.set(id, i)
  }
  return undefined
}

/** A misspelt field would silently mean something else, so it is named. */
function ignoredFields(given: unknown): string[] {
  const at = given as Record<string, unknown> & { officers: object[]; families: object[] }
  const unknown = new Set<string>()
  const look = (where: string, entry: object, known: readonly string[]) => {
    for (const field of Object.keys(entry)) if (!known.includes(field)) unknown.add(`${where}${field}`)
  }
  look('', at, Object.keys(SchedulingProblem.shape))
  for (const officer of at.officers) look('officers[].', officer, OFFICER_FIELDS)
  for (const family of at.families) look('families[].', family, FAMILY_FIELDS)
  return [...unknown].slice(0, 10).map((field) => `${field.slice(0, 80)} is no field of a plan and was left aside.`)
}

const OFFICER_FIELDS = ['id', 'languages', 'special', 'daysOff']
const FAMILY_FIELDS = [
  ...['id', 'language', 'special', 'priority', 'noticeDays'],
  ...['slots', 'household', 'officer', 'passedOver'],
]
