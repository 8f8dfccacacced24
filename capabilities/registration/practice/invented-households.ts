import type { Chance } from '#platform/base/chance.ts'
import { addDays, addYears, type PlainDate, startOfDay } from '#platform/base/plain-date.ts'
import {
  ADULT_AGE_YEARS,
  type AgeBand,
  ageBandOf,
  type Birth,
  type Consent,
  type IndividualDetails,
  type IndividualFacts,
  isChildBand,
  nothingAsked,
} from '../model.ts'
import { type NameStockKey, nameStocks } from './invented-names.ts'
import { comarApplications2021, standInsForOther } from './nationality-mix.ts'

export type InventedPerson = Omit<IndividualFacts, 'id'> & Omit<IndividualDetails, 'id'>

export type InventedHousehold = {
  language: IndividualFacts['language']
  phoneNumber: string | null
  people: InventedPerson[]
}

/** Households of invented people until there are exactly `peopleCount`, the same ones for the same chance. */
export function inventHouseholds(chance: Chance, peopleCount: number, today: PlainDate): InventedHousehold[] {
  const households: InventedHousehold[] = []
  for (let left = peopleCount; left > 0; ) {
    const household = inventHousehold(chance, Math.min(chance.weighted(SIZES), left), today)
    households.push(household)
    left -= household.people.length
  }
  return households
}

/** So many households, of any number of people. */
export const inventHouseholdsByCount = (chance: Chance, count: number, today: PlainDate): InventedHousehold[] =>
  Array.from({ length: count }, () => inventHousehold(chance, chance.weighted(SIZES), today))

/** One household of a given size: who leads it, who is with them, what each said and allowed. */
export function inventHousehold(chance: Chance, size: number, today: PlainDate): InventedHousehold {
  const origin = inventOrigin(chance)
  const stock = nameStocks[origin.names]
  const surnames = () => Array.from({ length: stock.surnamesEach }, () => chance.pick(stock.surnames))
  const familyNames = surnames()

  const people = inventMembers(chance, size).map((member): InventedPerson => {
    const sharesName = member.relation !== 'partner' && member.relation !== 'not-related'
    const given = chance.pick(stock[member.sex === 'female' ? 'female' : 'male'])
    const birth = inventBirth(chance, member.years, today)
    return {
      isFocalPoint: member.relation === 'focal-point',
      // A few give one name only, or none: both are enough to be registered.
      name: chance.happens(0.008)
        ? null
        : chance.happens(0.02)
          ? given
          : [given, ...(sharesName ? familyNames : surnames())].join(' '),
      sex: chance.happens(0.01) ? 'undisclosed' : member.sex,
      birth,
      ageBand: ageBandOf(birth, today),
      nationality: chance.happens(0.01) ? 'undisclosed' : inventNationality(chance, origin.nationality, member.years),
      language: origin.language,
      relation: member.relation,
      needs: [],
      consent: nothingAsked,
    }
  })
  addNeeds(chance, people)
  addConsent(chance, people)
  // No Mexican area code is 000, so nobody can be called by mistake.
  const phoneNumber = chance.happens(0.55) ? `+52000${chance.between(1_000_000, 9_999_999)}` : null
  return { language: origin.language, phoneNumber, people }
}

type Origin = { nationality: string; language: IndividualFacts['language']; names: NameStockKey }
type Member = { sex: 'female' | 'male'; years: number; relation: IndividualDetails['relation'] }

/** Alone, couples, one parent, families with small children: our assumption, about 2.5 to a household. */
const SIZES = [
  [1, 38],
  [2, 18],
  [3, 18],
  [4, 14],
  [5, 7],
  [6, 3],
  [7, 1],
  [8, 1],
] as const

const { persons } = comarApplications2021

/**
 * The children counted as Chilean and Brazilian were for the greater part born there to Haitian parents, so in practice they
 * are the small children of Haitian households, and the three counts are one origin.
 */
const ORIGINS = [
  ...(['HND', 'CUB', 'SLV', 'VEN', 'GTM', 'NIC', 'COL', 'other'] as const).map((key) => [key, persons[key]] as const),
  ['HTI', persons.HTI + persons.CHL + persons.BRA] as const,
]
const BORN_ON_THE_WAY = [
  ['CHL', persons.CHL],
  ['BRA', persons.BRA],
] as const

const OTHER_ORIGINS: Record<(typeof standInsForOther)[number], Origin> = {
  ECU: { nationality: 'ECU', language: 'es', names: 'spanish' },
  DOM: { nationality: 'DOM', language: 'es', names: 'spanish' },
  PER: { nationality: 'PER', language: 'es', names: 'spanish' },
  GHA: { nationality: 'GHA', language: 'en', names: 'westAfrican' },
  SEN: { nationality: 'SEN', language: 'fr', names: 'westAfrican' },
  YEM: { nationality: 'YEM', language: 'ar', names: 'yemeni' },
}

function inventOrigin(chance: Chance): Origin {
  const key = chance.weighted(ORIGINS)
  if (key === 'other') return OTHER_ORIGINS[chance.pick(standInsForOther)]
  if (key === 'HTI') return { nationality: key, language: chance.happens(0.04) ? 'fr' : 'ht', names: 'haitian' }
  return { nationality: key, language: 'es', names: 'spanish' }
}

function inventNationality(chance: Chance, household: string, years: number): string {
  if (household !== 'HTI' || years >= BORN_ABROAD_BELOW_YEARS) return household
  return chance.happens(0.75) ? chance.weighted(BORN_ON_THE_WAY) : household
}
const BORN_ABROAD_BELOW_YEARS = 7

function inventMembers(chance: Chance, size: number): Member[] {
  if (size === 1) {
    // A few are children alone: the ones a trained person sees first.
    const years = chance.happens(0.015) ? chance.between(14, 17) : chance.between(ADULT_AGE_YEARS, 47)
    return [{ sex: chance.happens(0.7) ? 'male' : 'female', years, relation: 'focal-point' }]
  }
  const leader: Member = {
    sex: chance.happens(0.55) ? 'female' : 'male',
    years: chance.between(19, 44),
    relation: 'focal-point',
  }
  const members = [leader]
  const hasPartner = chance.happens(leader.sex === 'female' ? 0.5 : 0.8)
  if (hasPartner)
    members.push({ sex: opposite(leader.sex), years: leader.years + chance.between(0, 6), relation: 'partner' })
  if (size >= 4 && chance.happens(0.08))
    members.push({ sex: 'female', years: leader.years + chance.between(20, 30), relation: 'parent' })
  if (chance.happens(0.07))
    members.push({
      sex: anySex(chance),
      years: chance.between(15, 35),
      relation: chance.pick(['sibling', 'other-relative', 'not-related']),
    })
  while (members.length < size)
    members.push({ sex: anySex(chance), years: childAge(chance, leader.years), relation: 'child' })
  return members.slice(0, size)
}

const opposite = (sex: Member['sex']) => (sex === 'female' ? 'male' : 'female')
const anySex = (chance: Chance): Member['sex'] => (chance.happens(0.5) ? 'female' : 'male')
/** Small children most: the square leans towards them. */
const childAge = (chance: Chance, parentYears: number) =>
  Math.floor(chance.next() ** 1.6 * Math.min(18, parentYears - 16))

/** As exact as people are: most know the day, some the year, some an age, a few say nothing. */
function inventBirth(chance: Chance, years: number, today: PlainDate): Birth {
  const on = addDays(addYears(today, -years), -chance.between(0, 364))
  const kind = chance.weighted([
    ['date', 78],
    ['year', 12],
    ['age', 7],
    ['unknown', 2],
    ['undisclosed', 1],
  ])
  if (kind === 'date') return { kind, on }
  if (kind === 'year') return { kind, year: Number(on.slice(0, 4)) }
  if (kind === 'age') return { kind, years, statedOn: today }
  return { kind }
}

function addNeeds(chance: Chance, people: InventedPerson[]): void {
  const adults = people.filter(({ ageBand }) => !isChildBand(ageBand))
  for (const person of people) {
    const isYoungWoman = person.sex === 'female' && person.ageBand === '18-59'
    if (isYoungWoman && chance.happens(0.05)) person.needs.push('pregnant')
    if (isYoungWoman && people.some(({ ageBand }) => ageBand === '0-4') && chance.happens(0.15))
      person.needs.push('nursing')
    if (person.isFocalPoint && adults.length === 1 && people.length > 1) person.needs.push('single-parent')
    if (person.ageBand === '60+') person.needs.push('older-person')
    if (adults.length === 0) person.needs.push('child-at-risk')
    if (chance.happens(0.02)) person.needs.push('disability')
    if (chance.happens(0.03)) person.needs.push('serious-medical')
    if (chance.happens(0.01)) person.needs.push('undisclosed')
  }
}

/** The speaker answers for themselves and the children; another adult is asked apart, and often not yet. */
function addConsent(chance: Chance, people: InventedPerson[]): void {
  const spoken = answerConsent(chance)
  for (const person of people) {
    const decidesAlone = !person.isFocalPoint && isAdult(person.ageBand)
    if (!decidesAlone) person.consent = spoken
    else if (chance.happens(0.6)) person.consent = answerConsent(chance)
  }
}

const isAdult = (band: AgeBand) => band === '18-59' || band === '60+'

const answerConsent = (chance: Chance): Consent => ({
  registration: chance.happens(0.99),
  aid: chance.happens(0.96),
  tracing: chance.happens(0.75),
  legalHelp: chance.happens(0.85),
  statistics: chance.happens(0.7),
})

/** An instant on the way here, more of them in the morning hours of Tapachula (14 to 18 o'clock UTC) than at night. */
export function inventMoment(chance: Chance, from: PlainDate, to: PlainDate): number {
  const days = Math.round((startOfDay(to) - startOfDay(from)) / DAY_MS)
  const hour = chance.happens(0.7) ? chance.between(14, 18) : chance.between(12, 23)
  return startOfDay(addDays(from, chance.between(0, days))) + hour * HOUR_MS + chance.between(0, HOUR_MS - 1)
}
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
