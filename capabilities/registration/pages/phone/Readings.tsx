import { formatMoment } from '#platform/messages/messages.ts'
import { Icon } from '#platform/ui/pages/Icon.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { readingWord } from '../../readings.ts'
import type { Held } from './held.ts'

/** Who on the staff opened this file, what they did and why: in words, never in the codes of the log. */
export function Readings({ readings }: { readings: Held['readings'] }) {
  return (
    <section class="card">
      <h2 class="row">
        <Icon name="eye" />
        {t('registration_readings')}
      </h2>
      {readings.length === 0 ? (
        <p class="hint">{t('registration_readings_none')}</p>
      ) : (
        <ul class="list">
          {readings.map(({ at, act, purpose, role }) => (
            <li key={`${at} ${act}`}>
              <span class="grow">
                {rolesInWords(role)}: {t(readingWord(act))}
                <Why purpose={purpose} />
              </span>
              <bdi class="hint">{formatMoment(at, language.value.locale, 'day')}</bdi>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Somebody with several roles acted in all of them. */
const rolesInWords = (roles: string): string =>
  [...new Set(roles.split(' ').map((role) => t(BY[role] ?? 'registration_reading_by_other')))].join(', ')

/** The reason that was given; where names went out of the house, also on which ground, how many fields, and to whom. */
function Why({ purpose }: { purpose: string }) {
  const [codes = '', ...recipient] = purpose.split(': ')
  const [code = '', basis = '', fields] = codes.split(' ')
  const key = REASONS[code]
  if (!key) return null
  return (
    <small class="hint">
      {' '}
      ({t(key)}
      {BASES[basis] && `; ${t(BASES[basis])}`}
      {fields && `; ${t('registration_reading_fields', { count: Number(fields) })}`}
      {recipient.length > 0 && (
        <>
          , <bdi>{recipient.join(': ')}</bdi>
        </>
      )}
      )
    </small>
  )
}

const BY: Record<string, string> = {
  registrar: 'registration_reading_by_registrar',
  'case-officer': 'registration_reading_by_case_officer',
  'tracing-caseworker': 'registration_reading_by_tracing_caseworker',
  'site-manager': 'registration_reading_by_site_manager',
  'data-protection-officer': 'registration_reading_by_data_protection_officer',
  administrator: 'registration_reading_by_administrator',
}

const BASES: Record<string, string> = {
  consent: 'registration_basis_consent',
  'vital-interest': 'registration_basis_vital_interest',
  'best-interests': 'registration_basis_best_interests',
  'public-interest': 'registration_basis_public_interest',
  'legal-obligation': 'registration_basis_legal_obligation',
  'legal-claim': 'registration_basis_legal_claim',
}

const REASONS: Record<string, string> = {
  registration: 'registration_purpose_registration',
  correction: 'registration_reading_for_correction',
  'card-or-phone-lost': 'registration_reading_for_card_or_phone_lost',
  aid: 'registration_purpose_aid',
  tracing: 'registration_purpose_tracing',
  'legal-help': 'registration_purpose_legal_help',
  statistics: 'registration_purpose_statistics',
  'person-asked': 'registration_reading_for_person_asked',
}
