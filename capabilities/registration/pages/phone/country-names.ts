import type { Locale } from '#platform/messages/messages.ts'
import { alpha2Of, countryCodes } from '../../countries.ts'
import { haitianCountryNames } from './country-names-ht.ts'

/** One country as people of a language call it. */
export interface Country {
  code: string
  name: string
  /** For searching: no accents, no capitals. */
  folded: string
}

/** Shown before anyone searches: where most asylum-seekers in Mexico came from in 2021 (COMAR), in that order. */
const frequent = ['HTI', 'HND', 'CUB', 'SLV', 'CHL', 'VEN', 'GTM', 'BRA', 'NIC', 'COL']

const found = new Map<Locale, Country[]>()

/** All countries, in the order of the language, the frequent ones first. Browsers know the names, except in Haitian Creole. */
export function countriesIn(locale: Locale): Country[] {
  const known = found.get(locale)
  if (known) return known
  const names = new Intl.DisplayNames([locale === 'ht' ? 'fr' : locale], { type: 'region' })
  const countries = countryCodes.map((code) => {
    const name = (locale === 'ht' && haitianCountryNames[code]) || names.of(alpha2Of(code) ?? code) || code
    return { code, name, folded: fold(name) }
  })
  const collator = new Intl.Collator(locale === 'ht' ? 'fr' : locale)
  const rank = ({ code }: Country) => (frequent.includes(code) ? frequent.indexOf(code) : frequent.length)
  countries.sort((a, b) => rank(a) - rank(b) || collator.compare(a.name, b.name))
  found.set(locale, countries)
  return countries
}

/** One country's name; the two words that are no country have their own messages. */
export function countryName(code: string, locale: Locale): string | undefined {
  return countriesIn(locale).find((country) => country.code === code)?.name
}

/** At most ten that begin with what was typed, then those that contain it. */
export function searchCountries(countries: readonly Country[], typed: string): Country[] {
  const wanted = fold(typed)
  if (!wanted) return countries.slice(0, frequent.length)
  const begins = countries.filter(({ folded }) => folded.startsWith(wanted))
  const contains = countries.filter(({ folded }) => !folded.startsWith(wanted) && folded.includes(wanted))
  return [...begins, ...contains].slice(0, 10)
}

/** Arabic letters are written in several ways; alef, ya and ta marbuta count as one each. */
const fold = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
    .replace(/[’']/g, '')
