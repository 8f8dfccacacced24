import { isPlainDate, type PlainDate } from '#platform/base/plain-date.ts'
import type { FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { t } from '#platform/ui/pages/language.ts'
import { type AgeBand, type Birth, type Consent, isChildBand, Name, nothingAsked, refuseBirth } from '../../model.ts'
import type { OpenedPerson } from '../contract.ts'
import type { PersonAtDesk } from '../contract-changes.ts'

/** A person while being written down: as typed, so that nothing is corrected under somebody's fingers. */
export interface PersonDraft {
  id: string
  name: string
  sex: PersonAtDesk['sex']
  birthKind: Birth['kind']
  birth: string
  /** What the registrar sees, where the birth says nothing. */
  ageGroup: 'child' | 'adult' | ''
  nationality: string
  language: PersonAtDesk['language']
  relation: PersonAtDesk['relation']
  needs: PersonAtDesk['needs']
  consent: Consent
}

export const emptyDraft = (id: string, like: Partial<PersonDraft> = {}): PersonDraft => ({
  id,
  name: '',
  sex: 'unknown',
  birthKind: 'age',
  birth: '',
  ageGroup: '',
  nationality: 'undisclosed',
  language: 'en',
  relation: 'unknown',
  needs: [],
  consent: nothingAsked,
  ...like,
})

/** What is held about a person, ready to be corrected. */
export function draftOf(
  facts: { ageBand: AgeBand } & Pick<PersonAtDesk, 'id' | 'sex' | 'nationality' | 'language' | 'consent'>,
  opened: OpenedPerson,
): PersonDraft {
  const { birth, name, relation, needs } = opened
  const typed =
    birth.kind === 'date'
      ? birth.on
      : birth.kind === 'year'
        ? String(birth.year)
        : birth.kind === 'age'
          ? String(birth.years)
          : ''
  const { id, sex, nationality, language, consent } = facts
  const ageGroup = facts.ageBand === 'unknown' ? '' : isChildBand(facts.ageBand) ? 'child' : 'adult'
  // Whoever was never read is asked; what the phone said of their age is not lost by a form left alone.
  const birthKind = opened.version === 0 ? 'age' : birth.kind
  const said = { birthKind, birth: typed, ageGroup } as const
  return { id, sex, nationality, language, consent, name: name ?? '', relation, needs, ...said }
}

/** The person, or what to look at again; `prefix` keeps the fields of several people apart. */
export function readDraft(
  draft: PersonDraft,
  prefix: string,
  today: PlainDate,
): { person: Omit<PersonAtDesk, 'isFocalPoint'>; errors: FieldError[] } {
  const errors: FieldError[] = []
  const name = draft.name.trim()
  if (name && !Name.safeParse(name).success) errors.push({ field: `${prefix}-name`, message: t('desk_name_wrong') })
  const birth = readBirth(draft, today)
  const refusal = birth && refuseBirth(birth, today)
  if (!birth) errors.push({ field: `${prefix}-birth`, message: t(`desk_birth_wrong_${draft.birthKind}`) })
  else if (refusal)
    errors.push({
      field: `${prefix}-birth`,
      message: t(refusal === 'in-the-future' ? 'desk_birth_future' : 'desk_birth_long_ago'),
    })
  const { birthKind: _, birth: __, ageGroup, ...rest } = draft
  return {
    person: { ...rest, name: name || null, birth: birth ?? { kind: 'unknown' }, ...(ageGroup && { ageGroup }) },
    errors,
  }
}

function readBirth({ birthKind, birth }: PersonDraft, today: PlainDate): Birth | undefined {
  const typed = birth.trim()
  const number = /^\d{1,4}$/.test(typed) ? Number(typed) : Number.NaN
  switch (birthKind) {
    case 'date':
      return isPlainDate(typed) ? { kind: 'date', on: typed } : undefined
    case 'year':
      return number >= 1880 && number <= 2200 ? { kind: 'year', year: number } : undefined
    case 'age':
      return number >= 0 && number <= 130 ? { kind: 'age', years: number, statedOn: today } : undefined
    default:
      return { kind: birthKind }
  }
}
