import { createChance } from '#platform/base/chance.ts'
import type { SchedulingProblem } from './problem.ts'

export type OfficeShape = {
  families: number
  officers: number
  days: number
  slotsPerDay?: number
  languages?: readonly string[]
  /** How often, of 1. */
  specialFamilies?: number
  specialOfficers?: number
  /** Interpreters of each language in each slot, about. */
  interpreters?: number
  priorityMax?: number
  noticeMax?: number
  daysOffMax?: number
  /** Rooms, long meetings, households of several families, officers who know the case, families who were passed over. */
  everything?: boolean
}

/** An invented office: the same seed gives the same one everywhere. Spanish needs no interpreter at most desks. */
export function inventedOffice(seed: number, shape: OfficeShape): SchedulingProblem {
  const chance = createChance(seed)
  const languages = shape.languages ?? ['es', 'ht', 'pt', 'fr', 'ar', 'en']
  const { days, slotsPerDay = 2 } = shape
  const weights = languages.map((language, i) => [language, 1 / (i + 1)] as const)
  const problem = {
    ...{ days, slotsPerDay },
    officers: Array.from({ length: shape.officers }, (_, i) => ({
      id: `officer-${i}`,
      languages: [
        ...new Set([
          ...(chance.happens(0.9) ? [languages[0]!] : []),
          ...(chance.happens(0.35) ? [chance.pick(languages)] : []),
          ...(chance.happens(0.1) ? [chance.pick(languages)] : []),
        ]),
      ],
      special: chance.happens(shape.specialOfficers ?? 0.3),
      daysOff: Array.from({ length: chance.between(0, shape.daysOffMax ?? 2) }, () => chance.between(0, days - 1)),
    })),
    interpreters: Object.fromEntries(
      languages.slice(1).map((language) => [language, Math.round((shape.interpreters ?? 3) * (0.5 + chance.next()))]),
    ),
    families: Array.from({ length: shape.families }, (_, i) => ({
      id: `family-${i}`,
      language: chance.weighted(weights),
      special: chance.happens(shape.specialFamilies ?? 0.15),
      priority: chance.between(1, shape.priorityMax ?? 5),
      noticeDays: chance.between(0, shape.noticeMax ?? 5),
    })),
  }
  if (!shape.everything) return problem
  return {
    ...problem,
    rooms: Math.ceil(shape.officers * 0.9),
    passedOverMax: 3,
    families: problem.families.map((family, i) => ({
      ...family,
      ...(chance.happens(0.15) && { slots: 2 }),
      ...(chance.happens(0.15) && { household: `household-${Math.floor(i / 3)}` }),
      ...(chance.happens(0.3) && { officer: chance.pick(problem.officers).id }),
      passedOver: chance.happens(0.02) ? 3 : chance.between(0, 2),
    })),
  }
}
