import { useSignal } from '@preact/signals'
import { DateField } from '#platform/ui/pages/DateField.tsx'
import { Dock } from '#platform/ui/pages/Dock.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Question } from '#platform/ui/pages/Question.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import type { Birth } from '../../model.ts'
import { NoAnswer, Saved } from './Answers.tsx'
import { type DateRefusal, isRefusal, readBirthDate, readYearOrAge, type TypedDate } from './age.ts'
import { withPerson } from './draft.ts'
import type { PersonProps } from './PersonQuestions.tsx'
import { todayOf } from './phone.ts'
import { asked } from './who.ts'

/** The day of birth, or the year or age alone, or neither: all are good answers. */
export function BirthQuestion({ phone, draft, person, frame, answer, keep }: PersonProps) {
  const kind = person.birth?.kind
  const isYearOnly = useSignal(kind === 'year' || kind === 'age')
  const refusal = useSignal<DateRefusal | undefined>(undefined)
  const today = todayOf(phone)
  const at = (part: string) => `birth-${part}-${person.id}`
  const typed = (part: string) => draft.typed[at(part)] ?? ''
  const typedDate: TypedDate = { day: typed('day'), month: typed('month'), year: typed('year') }

  const tell = (birth: Birth) => answer(withPerson(draft, person.id, { birth }))
  const goOn = () => {
    const result = isYearOnly.value
      ? readYearOrAge(typed('short'), today)
      : readBirthDate(typedDate, language.value.locale, today)
    if (isRefusal(result)) refusal.value = result
    else tell(result)
  }
  const message = refusal.value && t(refusal.value.key, { year: today.slice(0, 4) })
  const field = isYearOnly.value ? at('short') : `birth-${refusal.value?.part}`
  return (
    <Question title={asked('birth', draft, person)} errors={message ? [{ field, message }] : []} {...frame}>
      {isYearOnly.value ? (
        <TextField
          id={at('short')}
          label={t('registration_year_or_age')}
          hint={t('registration_year_or_age_hint')}
          inputMode="numeric"
          value={typed('short')}
          error={message}
          onInput={(value) => keep({ ...draft, typed: { ...draft.typed, [at('short')]: value } })}
        />
      ) : (
        <DateField
          id="birth"
          legend={asked('birth', draft, person)}
          hint={t('registration_birth_hint')}
          value={typedDate}
          error={refusal.value && message ? { part: refusal.value.part, message } : undefined}
          onInput={({ day, month, year }) =>
            keep({ ...draft, typed: { ...draft.typed, [at('day')]: day, [at('month')]: month, [at('year')]: year } })
          }
        />
      )}
      <button
        type="button"
        class="button wide"
        onClick={() => {
          refusal.value = undefined
          isYearOnly.value = !isYearOnly.value
        }}
      >
        {t(isYearOnly.value ? 'registration_know_the_day' : 'registration_only_year_or_age')}
      </button>
      <NoAnswer
        onUnknown={() => tell({ kind: 'unknown' })}
        onNotSaid={() => tell({ kind: 'undisclosed' })}
        chosen={kind === 'unknown' || kind === 'undisclosed' ? kind : undefined}
      />
      <Saved />
      <Dock label={t('ui_continue')} onPress={goOn} />
    </Question>
  )
}
