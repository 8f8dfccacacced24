import { join, resolve } from 'node:path'
import { readCatalogues } from '#platform/messages/catalogue-files.ts'
import { createText, directionOf, formatDate, type Locale, locales, type Text } from '#platform/messages/messages.ts'
import type { Paper } from '#platform/paper/pdf.ts'
import { ageInYears, type Birth, type Consent, isChildBand, purposes } from '../../model.ts'
import { countryName } from '../../pages/phone/country-names.ts'
import { readingWord } from '../../readings.ts'
import type { ArchiveContent, ArchivedPerson } from '../archive.ts'

/** The archive in words: everything `data.json` has, as people of a language read it. */
export function archivePaper(content: ArchiveContent, locale: Locale): Paper {
  const t = texts[locale]
  const day = (instant: string) => formatDate(instant.slice(0, 10), locale)
  const { registration, operation, retention } = content
  const line = (label: string, text: string) => ({ label, text })
  const none = [line('', t('rights_paper_none'))]
  return {
    // The title names nobody and no operation: it stands in lists of files.
    title: t('registration_held'),
    language: locale,
    direction: directionOf(locale),
    lead: [
      ...(operation.practice ? [t('rights_paper_practice')] : []),
      t('registration_held_by', { name: operation.name }),
      t('rights_paper_lead', { day: day(content.madeAt) }),
      t('rights_paper_safe'),
    ],
    sections: [
      {
        heading: t('rights_paper_household'),
        lines: [
          line(t('rights_paper_case'), registration.caseNumber),
          line(t('registration_held_stage'), t(`registration_stage_${registration.stage}`)),
          line(t('registration_held_since'), day(registration.registeredOn)),
          line(t('rights_paper_size'), String(registration.householdSize)),
          line(t('registration_speech_label'), nameOf(registration.language)),
          ...(registration.site ? [line(t('rights_paper_site'), registration.site)] : []),
          ...(registration.opened ? [] : [line('', t('registration_held_sealed'))]),
        ],
      },
      ...content.people.map((person, index) => ({
        heading: person.name ?? t('registration_person_number', { number: index + 1 }),
        lines: personLines(person, locale, content.madeAt.slice(0, 10)),
      })),
      {
        heading: t('rights_paper_cards'),
        lines: orNone(
          content.cards.map(({ shortCode, issuedAt, expiresOn, withdrawnAt }) =>
            line(
              shortCode,
              withdrawnAt
                ? t('rights_paper_withdrawn', { on: day(withdrawnAt) })
                : t('rights_paper_card', { from: day(issuedAt), to: day(expiresOn) }),
            ),
          ),
          none,
        ),
      },
      {
        heading: t('rights_corrections'),
        lines: orNone(
          content.corrections.map(({ askedAt, state, reason }) =>
            line(
              day(askedAt),
              reason ? t(`rights_answer_${reason.replaceAll('-', '_')}`) : t(`rights_correction_${state}`),
            ),
          ),
          none,
        ),
      },
      {
        heading: t('registration_readings'),
        lines: orNone(
          content.readings.map(({ at, role, act, purpose }) => line(day(at), readingWords(t, role, act, purpose))),
          none,
        ),
      },
      {
        heading: t('rights_paper_exports'),
        lines: orNone(
          content.exports.map(({ at, recipient, purpose }) =>
            line(day(at), [recipient, reasonWord(t, purpose)].filter(Boolean).join(' · ')),
          ),
          none,
        ),
      },
      {
        heading: t('rights_paper_end'),
        lines: [
          line(
            '',
            retention.held ? t('rights_paper_end_held') : t('rights_paper_end_on', { day: day(retention.erasedOn) }),
          ),
        ],
      },
    ],
    foot: operation.practice ? `Posada · ${t('rights_paper_practice')}` : 'Posada',
  }
}

type Line = Paper['sections'][number]['lines'][number]
const orNone = (lines: Line[], none: Line[]) => (lines.length > 0 ? lines : none)

function personLines(person: ArchivedPerson, locale: Locale, today: string): Line[] {
  const t = texts[locale]
  const { sex, birth, relation, needs, nationality, ageBand, phoneNumber, consent, consentHistory, earlier } = person
  const line = (label: string, text: string | undefined) => (text === undefined ? [] : [{ label, text }])
  const kind = isChildBand(ageBand as Parameters<typeof isChildBand>[0]) ? 'child' : 'adult'
  const sexWord =
    sex === 'female' || sex === 'male'
      ? t(`registration_sex_${sex}_${kind}`)
      : t(sex === 'other' ? 'registration_sex_another' : sex === 'undisclosed' ? 'ui_not_said' : 'ui_unknown')
  const country = nationality === 'stateless' ? t('registration_stateless') : countryName(nationality, locale)
  return [
    ...line(t('registration_sex_label'), sexWord),
    ...line(t('registration_birth_label'), birth && birthWord(t, birth, locale, today)),
    ...line(t('registration_age_label'), ageBand === 'unknown' ? t('ui_unknown') : ageBand),
    ...line(t('registration_nationality_label'), country ?? t('ui_not_said')),
    ...line(
      t('registration_relation_label'),
      relation && relation !== 'focal-point'
        ? t(relation === 'unknown' ? 'ui_unknown' : `registration_relation_${relation.replaceAll('-', '_')}`)
        : undefined,
    ),
    ...line(
      t('registration_needs_label'),
      needs && needs.length > 0
        ? needs
            .map((need) => t(need === 'undisclosed' ? 'ui_not_said' : `registration_need_${need.replaceAll('-', '_')}`))
            .join(' · ')
        : undefined,
    ),
    ...line(t('registration_phone_label'), phoneNumber ?? undefined),
    ...line(t('registration_consent_label'), consentWords(t, consent)),
    ...consentHistory.map((decision) => ({
      label: `${t('rights_paper_history')} · ${formatDate(decision.decidedAt.slice(0, 10), locale)}`,
      text: consentWords(t, decision),
    })),
    ...earlier.map(({ replacedAt, content }) => ({
      label: `${t('rights_paper_earlier')} · ${formatDate(replacedAt.slice(0, 10), locale)}`,
      text: earlierWords(t, content as Partial<ArchivedPerson>, locale, today),
    })),
  ]
}

function earlierWords(
  t: Text,
  { name, birth, needs, phoneNumber }: Partial<ArchivedPerson>,
  locale: Locale,
  today: string,
) {
  const words = [
    name,
    birth && birthWord(t, birth, locale, today),
    ...(needs ?? []).map((need) =>
      t(need === 'undisclosed' ? 'ui_not_said' : `registration_need_${need.replaceAll('-', '_')}`),
    ),
    phoneNumber,
  ]
  return words.filter(Boolean).join(' · ')
}

function birthWord(t: Text, birth: Birth, locale: Locale, today: string): string {
  if (birth.kind === 'date') return formatDate(birth.on, locale)
  if (birth.kind === 'year') return String(birth.year)
  const years = ageInYears(birth, today)
  if (years !== undefined) return t('registration_years', { count: years })
  return t(birth.kind === 'undisclosed' ? 'ui_not_said' : 'ui_unknown')
}

const consentWords = (t: Text, consent: Consent): string =>
  purposes
    .filter((purpose) => consent[purpose])
    .map((purpose) => t(`registration_purpose_${purpose === 'legalHelp' ? 'legal_help' : purpose}`))
    .join(' · ') || t('registration_nothing_agreed')

const known = (t: Text, key: string, otherwise: string): string => {
  try {
    return t(key)
  } catch {
    return otherwise && t(otherwise)
  }
}

/** In words where there are some; an act of a later version is "changed something". */
function readingWords(t: Text, role: string, act: string, purpose: string): string {
  // Somebody with several roles acted in all of them.
  const by = [
    ...new Set(
      role
        .split(' ')
        .map((one) => known(t, `registration_reading_by_${one.replaceAll('-', '_')}`, 'registration_reading_by_other')),
    ),
  ].join(', ')
  const did = t(readingWord(act))
  const why = reasonWord(t, purpose.split(/: | /)[0] ?? '')
  return `${by}: ${did}${why ? ` (${why})` : ''}`
}

const reasonWord = (t: Text, purpose: string): string => {
  const key = purpose.replaceAll('-', '_')
  return known(t, `registration_purpose_${key}`, '') || known(t, `registration_reading_for_${key}`, '')
}

const nameOf = (code: string) => locales.find((locale) => locale.code === code)?.name ?? code

const capabilities = resolve(import.meta.dirname, '../../messages')
const catalogues = readCatalogues([
  ...['phone', 'readings', 'words', 'rights', 'archive'].map((folder) => join(capabilities, folder)),
  resolve(import.meta.dirname, '../../../../platform/ui/messages'),
])
const texts = Object.fromEntries(locales.map(({ code }) => [code, createText(catalogues[code], code)])) as Record<
  Locale,
  Text
>
