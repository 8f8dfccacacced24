import type { Chance } from '#platform/base/chance.ts'
import type { Random } from '#platform/base/environment.ts'
import { newId } from '#platform/base/ids.ts'
import type { CheckInEntry, ConditionReport, StopEntry } from './model.ts'

/** A household of the practice journey, as its card shows it. */
export type CardShown = { shortCode: string; householdSize: number }

/** What the volunteers' phones hold of one stop. */
export type PracticeStop = {
  stop: StopEntry
  phones: { deviceId: string; entries: CheckInEntry[] }[]
  conditions: ConditionReport[]
}

/**
 * The two places the practice journey has reached. Both lie on the road north of Tapachula and were named in reports of
 * those days; hours and counts are invented.
 */
const REACHED = [
  { name: 'Viva México', reachedAt: '2021-10-23T16:30:00.000Z' },
  { name: 'Álvaro Obregón', reachedAt: '2021-10-24T00:10:00.000Z' },
] as const

/** Counts at both stops: nearly everyone at the first, some not yet seen at the second, and two households with someone missing. */
export function inventStops(cards: readonly CardShown[], chance: Chance, random: Random): PracticeStop[] {
  const atFirst = cards.filter(() => chance.happens(0.97))
  const atSecond = atFirst.filter(() => chance.happens(0.95))
  const families = atSecond.filter(({ householdSize }) => householdSize >= 4).slice(0, HOUSEHOLDS_INCOMPLETE)
  return [
    inventStop(REACHED[0], atFirst, [], chance, random),
    inventStop(REACHED[1], atSecond, families, chance, random),
  ]
}

const HOUSEHOLDS_INCOMPLETE = 2
const PHONES = 4
const MINUTE_MS = 60_000
const NAMELESS_COUNTS = 5

function inventStop(
  { name, reachedAt }: (typeof REACHED)[number],
  cards: readonly CardShown[],
  incomplete: readonly CardShown[],
  chance: Chance,
  random: Random,
): PracticeStop {
  const stopId = newId(random)
  const afterwards = () => new Date(Date.parse(reachedAt) + chance.between(5, 170) * MINUTE_MS).toISOString()
  const common = () => ({ id: newId(random), stopId, madeAt: afterwards() })
  const phones = Array.from({ length: PHONES }, () => ({ deviceId: newId(random), entries: [] as CheckInEntry[] }))
  for (const card of cards) {
    const people = card.householdSize - (incomplete.includes(card) ? 1 : 0)
    const entry = {
      kind: 'household' as const,
      ...common(),
      code: card.shortCode,
      sizeOnCard: card.householdSize,
      people,
    }
    chance.pick(phones).entries.push(entry)
  }
  for (let i = 0; i < NAMELESS_COUNTS; i++) {
    chance.pick(phones).entries.push({ kind: 'nameless', ...common(), people: chance.between(1, 9) })
  }
  const conditions = (['water', 'water', 'heat', 'beds'] as const).map((kind) => ({
    id: newId(random),
    stopId,
    kind,
    at: afterwards(),
  }))
  return { stop: { id: stopId, name, reachedAt }, phones, conditions }
}
