import { formatDate, formatMoment, locales } from '#platform/messages/messages.ts'
import { language, t } from '#platform/ui/pages/language.ts'
import type { AgeBand, Birth } from '../../model.ts'
import { countryName } from '../../pages/phone/country-names.ts'
import { legalBases, openingPurposes, readPurpose, withdrawalReasons } from '../model.ts'

/** Words of the desk for codes; one place, so that a code is called the same everywhere. */
export const sexWord = (sex: string): string => t(`desk_sex_${sex}`)
export const relationWord = (relation: string): string => t(`desk_relation_${snake(relation)}`)
export const needWord = (need: string): string =>
  t(need === 'undisclosed' ? 'desk_undisclosed' : `registration_need_${snake(need)}`)
export const purposeWord = (purpose: string): string =>
  t(isOneOf(openingPurposes, purpose) ? `desk_purpose_${snake(purpose)}` : 'desk_purpose_other')
export const reasonWord = (reason: string): string =>
  t(isOneOf([...withdrawalReasons, 'set-aside'], reason) ? `desk_reason_${snake(reason)}` : 'desk_reason_other')
export const consentWord = (purpose: string): string =>
  t(`registration_purpose_${purpose === 'legalHelp' ? 'legal_help' : purpose}`)

/** `0–4`: figures need no translation. */
export const ageWord = (band: AgeBand): string => (band === 'unknown' ? t('desk_age_unknown') : band.replace('-', '–'))

export const languageWord = (code: string): string => locales.find((locale) => locale.code === code)?.shortName ?? code

export function nationalityWord(code: string): string {
  if (code === 'stateless') return t('desk_stateless')
  if (code === 'undisclosed') return t('desk_undisclosed')
  return countryName(code, language.value.locale) ?? code
}

export function birthWord(birth: Birth): string {
  if (birth.kind === 'date') return day(birth.on)
  if (birth.kind === 'year') return String(birth.year)
  if (birth.kind === 'age') return t('desk_birth_age', { count: birth.years, date: day(birth.statedOn) })
  return t(birth.kind === 'unknown' ? 'desk_unknown' : 'desk_undisclosed')
}

/** A day and the time of it. */
export const moment = (at: string): string => formatMoment(at, language.value.locale)
export const day = (on: string): string => formatDate(on.slice(0, 10), language.value.locale)

/** What happened, in the past tense; what we have no word for is at least told by its day. */
export const eventWord = (kind: string): string =>
  t(KNOWN_EVENTS.has(kind) ? `desk_event_${snake(kind)}` : 'desk_event_other')

export const readingWord = (act: string): string =>
  t(
    act === 'find-household'
      ? 'desk_read_found'
      : act === 'export-with-names'
        ? 'desk_read_exported'
        : 'desk_read_opened',
  )

/** To the people themselves a consent is theirs; to staff it is somebody else's. */
export const basisWord = (basis: string): string =>
  t(basis === 'consent' ? 'desk_basis_consent' : `registration_basis_${snake(basis)}`)

/** Known purposes have a word; an export says its own: purpose, ground and recipient. */
export function readingPurpose(text: string): string {
  const { purpose, basis, recipient } = readPurpose(text)
  const known = purpose === 'statistics' ? consentWord(purpose) : purposeWord(purpose)
  const why = isOneOf(legalBases, basis ?? '') ? `${known} (${basisWord(basis!)})` : known
  return recipient === undefined ? why : `${why}: ${recipient}`
}

/** Why a registration waits for a person. */
export const waitingWord = (reason: string | null): string =>
  t(reason !== null && WAITING.has(reason) ? `desk_waiting_${snake(reason)}` : 'desk_waiting')

/** Several words as one list, with the marks of the language; browsers know no Creole lists, and there commas are enough. */
export const listed = (words: readonly string[]): string =>
  new Intl.ListFormat(language.value.locale === 'ht' ? 'en' : language.value.locale, {
    style: 'short',
    type: 'unit',
  }).format(words)

const WAITING = new Set(['over-quota', 'invitation-expired', 'invitation-revoked', 'code-collision'])

const KNOWN_EVENTS = new Set([
  'household-registered',
  'registration-accepted',
  'card-reprinted',
  'card-withdrawn',
  'card-reissued',
  'household-split',
  'household-split-off',
  'household-joined',
  'household-joined-into',
  'birth-recorded',
  'person-added',
  'death-recorded',
  'death-undone',
  'focal-point-changed',
  'individual-corrected',
  'individual-left',
  'conflict-decided',
  'household-quarantined',
  'household-set-aside',
  'household-put-back',
  'household-brought-back',
  'export-with-names',
])

const isOneOf = (known: readonly string[], code: string): boolean => known.includes(code)

const snake = (code: string): string => code.replaceAll('-', '_')
