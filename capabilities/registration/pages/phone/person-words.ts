import { formatDate, type Locale } from '#platform/messages/messages.ts'
import { language, t } from '#platform/ui/pages/language.ts'
import { ageInYears, type Birth, type IndividualDetails, type IndividualFacts } from '../../model.ts'
import { countryName } from './country-names.ts'

/** How answers about a person read: before they are sent, and again when someone asks what is held. */

export function sexWord(sex: IndividualFacts['sex'] | undefined, isAdult: boolean): string {
  if (sex === 'undisclosed') return t('ui_not_said')
  if (sex === 'other') return t('registration_sex_another')
  if (sex !== 'female' && sex !== 'male') return t('ui_unknown')
  return t(`registration_sex_${sex}_${isAdult ? 'adult' : 'child'}`)
}

export function birthWord(birth: Birth | undefined, today: string): string {
  if (birth?.kind === 'date') return formatDate(birth.on, language.value.locale)
  if (birth?.kind === 'year') return String(birth.year)
  const years = birth && ageInYears(birth, today)
  if (years !== undefined) return t('registration_years', { count: years })
  return t(birth?.kind === 'undisclosed' ? 'ui_not_said' : 'ui_unknown')
}

export function relationWord(relation: IndividualDetails['relation'] | undefined): string {
  return relation === undefined || relation === 'unknown'
    ? t('ui_unknown')
    : t(`registration_relation_${relation.replaceAll('-', '_')}`)
}

export const needsWords = (needs: IndividualDetails['needs']): string =>
  needs
    .map((need) => (need === 'undisclosed' ? t('ui_not_said') : t(`registration_need_${need.replaceAll('-', '_')}`)))
    .join(' · ')

export const nationalityWord = (code: string, locale: Locale): string =>
  code === 'stateless' ? t('registration_stateless') : (countryName(code, locale) ?? t('ui_not_said'))
