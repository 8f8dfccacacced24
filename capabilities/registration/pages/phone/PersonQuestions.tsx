import { useSignal } from '@preact/signals'
import { locales } from '#platform/messages/messages.ts'
import { Choice } from '#platform/ui/pages/Choice.tsx'
import { Dock } from '#platform/ui/pages/Dock.tsx'
import type { FieldError } from '#platform/ui/pages/ErrorSummary.tsx'
import { language, t } from '#platform/ui/pages/language.ts'
import { Question } from '#platform/ui/pages/Question.tsx'
import { TextField } from '#platform/ui/pages/TextField.tsx'
import { Name } from '../../model.ts'
import { Answer, Answers, NoAnswer, Saved } from './Answers.tsx'
import { type DraftPerson, isAdult, type Need, type Relation, type Sex, withPerson } from './draft.ts'
import { keepAndGo, todayOf } from './phone.ts'
import type { QuestionProps } from './QuestionScreen.tsx'
import { asked, whoIs } from './who.ts'

export interface PersonProps extends QuestionProps {
  person: DraftPerson
}

/** A name as the person gives it: any script, one word is enough. */
export function NameQuestion({ draft, person, frame, answer, keep }: PersonProps) {
  const errors = useSignal<FieldError[]>([])
  const field = `name-${person.id}`
  const typed = draft.typed[field] ?? ''
  const goOn = () => {
    const checked = Name.safeParse(typed)
    if (checked.success) return answer(withPerson(draft, person.id, { name: checked.data }))
    const message =
      typed.trim() === ''
        ? 'registration_name_missing'
        : typed.length > 200
          ? 'registration_name_long'
          : 'registration_name_characters'
    errors.value = [{ field, message: t(message) }]
  }
  return (
    <Question title={asked('name', draft, person)} hint={t('registration_name_hint')} errors={errors.value} {...frame}>
      <TextField
        id={field}
        label={t('registration_name_label')}
        value={typed}
        error={errors.value[0]?.message}
        onInput={(value) => keep({ ...draft, typed: { ...draft.typed, [field]: value } })}
      />
      <NoAnswer
        onUnknown={() => answer(withPerson(draft, person.id, { name: null }))}
        chosen={person.name === null ? 'unknown' : undefined}
      />
      <Saved />
      <Dock label={t('ui_continue')} onPress={goOn} />
    </Question>
  )
}

/** Woman or man, girl or boy, or another answer. */
export function SexQuestion({ phone, draft, person, frame, answer }: PersonProps) {
  const adult = isAdult(person, todayOf(phone))
  const tell = (sex: Sex) => answer(withPerson(draft, person.id, { sex }))
  return (
    <Question title={asked('sex', draft, person)} {...frame}>
      <Answers>
        {(['female', 'male', 'other'] as const).map((sex) => (
          <Answer
            key={sex}
            label={t(
              sex === 'other' ? 'registration_sex_another' : `registration_sex_${sex}_${adult ? 'adult' : 'child'}`,
            )}
            icon={adult ? 'adult' : 'child'}
            isChosen={person.sex === sex}
            onPress={() => tell(sex)}
          />
        ))}
      </Answers>
      <NoAnswer
        onUnknown={() => tell('unknown')}
        onNotSaid={() => tell('undisclosed')}
        chosen={person.sex === 'unknown' || person.sex === 'undisclosed' ? person.sex : undefined}
      />
      <Saved />
    </Question>
  )
}

const relationsOfAdults: Relation[] = [
  'partner',
  'parent',
  'child',
  'sibling',
  'grandparent',
  'grandchild',
  'other-relative',
  'not-related',
]
const relationsOfChildren: Relation[] = [
  'child',
  'sibling',
  'grandchild',
  'partner',
  'parent',
  'other-relative',
  'not-related',
]

/** Relation to the speaker. A child who belongs to nobody here is not put into this household. */
export function RelationQuestion({ phone, draft, person, frame, answer }: PersonProps) {
  const adult = isAdult(person, todayOf(phone))
  const tell = (relation: Relation) => {
    const told = withPerson(draft, person.id, { relation })
    if (adult || relation !== 'not-related') return answer(told)
    void keepAndGo(phone, told, { kind: 'child-apart', personId: person.id })
  }
  return (
    <Question title={asked('relation', draft, person)} hint={t('registration_relation_hint')} {...frame}>
      <Answers>
        {(adult ? relationsOfAdults : relationsOfChildren).map((relation) => (
          <Answer
            key={relation}
            label={t(`registration_relation_${relation.replaceAll('-', '_')}`)}
            isChosen={person.relation === relation}
            onPress={() => tell(relation)}
          />
        ))}
      </Answers>
      <NoAnswer onUnknown={() => tell('unknown')} chosen={person.relation === 'unknown' ? 'unknown' : undefined} />
      <Saved />
    </Question>
  )
}

/** The language someone speaks best; letters and calls come in it. */
export function LanguageQuestion({ draft, person, frame, answer }: PersonProps) {
  const ordered = [...locales].sort(
    (a, b) => Number(b.code === language.value.locale) - Number(a.code === language.value.locale),
  )
  return (
    <Question title={asked('speech', draft, person)} {...frame}>
      <Answers>
        {ordered.map(({ code, name }) => (
          <Answer
            key={code}
            label={name}
            lang={code}
            isChosen={person.language === code}
            onPress={() => answer(withPerson(draft, person.id, { language: code }))}
          />
        ))}
      </Answers>
      <NoAnswer onUnknown={() => answer(withPerson(draft, person.id, { language: language.value.locale }))} />
      <Saved />
    </Question>
  )
}

const needs: Need[] = [
  'serious-medical',
  'disability',
  'pregnant',
  'nursing',
  'older-person',
  'single-parent',
  'child-at-risk',
  'violence-survivor',
  'legal-protection',
]

/** What someone may need first, by coded choice. */
export function NeedsQuestion({ draft, person, frame, answer }: PersonProps) {
  const chosen = useSignal<Need[]>((person.needs ?? []).filter((need) => need !== 'undisclosed'))
  const tell = (told: Need[]) => answer(withPerson(draft, person.id, { needs: told }))
  return (
    <Question
      title={t('registration_needs', { who: whoIs(draft, person) })}
      hint={t('registration_needs_hint')}
      {...frame}
    >
      <div class="stack stack-tight">
        {needs.map((need) => (
          <Choice
            key={need}
            name="needs"
            several
            value={need}
            label={t(`registration_need_${need.replaceAll('-', '_')}`)}
            checked={chosen.value.includes(need)}
            onChoose={(value, checked) => {
              const others = chosen.value.filter((one) => one !== value)
              chosen.value = checked ? [...others, value] : others
            }}
          />
        ))}
      </div>
      <NoAnswer onUnknown={() => tell([])} onNotSaid={() => tell(['undisclosed'])} />
      <Saved />
      <Dock label={t('ui_continue')} onPress={() => tell(chosen.value)} />
    </Question>
  )
}
