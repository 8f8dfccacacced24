import { expect, test } from 'vitest'
import { locales } from '#platform/messages/messages.ts'
import { countryCodes, isCountryCode } from '../../countries.ts'
import { countriesIn, countryName, searchCountries } from './country-names.ts'
import { haitianCountryNames } from './country-names-ht.ts'

test('every language names every country of ISO 3166', () => {
  for (const { code } of locales) {
    const countries = countriesIn(code)
    expect(countries.length).toBe(countryCodes.length)
    expect(countries.filter(({ name }) => /^[A-Z]{2,3}$/.test(name))).toEqual([])
  }
})

test('Haitian Creole names are ours and belong to real codes', () => {
  expect(countryName('HTI', 'ht')).toBe('Ayiti')
  expect(Object.keys(haitianCountryNames).filter((code) => !isCountryCode(code))).toEqual([])
})

test('a search forgives accents, capitals and the ways to write an alef', () => {
  const first = (locale: 'es' | 'ar' | 'ht', typed: string) => searchCountries(countriesIn(locale), typed)[0]?.code
  expect(first('es', 'mex')).toBe('MEX')
  expect(first('es', 'HAITI')).toBe('HTI')
  expect(first('ar', 'افغ')).toBe('AFG')
  expect(first('ht', 'Brez')).toBe('BRA')
})
